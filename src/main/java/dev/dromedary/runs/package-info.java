/** The history of runs: what started each, what it did and how it ended. */
package dev.dromedary.runs;
