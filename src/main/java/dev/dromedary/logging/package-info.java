/** How log lines are written. */
package dev.dromedary.logging;
