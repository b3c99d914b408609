/**
 * Loads a CSV file into a SQLite table: streamed, in one transaction, good rows into the table and bad ones to the dead
 * letters. A file is read by one thread and written by another.
 */
package dev.dromedary.csv;
