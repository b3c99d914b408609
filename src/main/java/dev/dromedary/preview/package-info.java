/** Shows what a pipeline would write, and what it would refuse, without writing anything. */
package dev.dromedary.preview;
