/**
 * Finds what is wrong with route files before anything is started: all of it at once, each with its line and column, and
 * without reaching any system.
 */
package dev.dromedary.validation;
