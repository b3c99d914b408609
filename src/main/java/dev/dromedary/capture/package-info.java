/**
 * Follows a table: finds what changed in it since a position, and hands it to a route as batches in the order in which it
 * was committed.
 */
package dev.dromedary.capture;
