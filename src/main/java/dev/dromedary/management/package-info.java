/** The port by which others ask how the pipelines stand, and steer them. */
package dev.dromedary.management;
