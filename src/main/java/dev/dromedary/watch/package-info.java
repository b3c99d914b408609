/** Notices that files of a folder change, and keeps what they were at one moment. */
package dev.dromedary.watch;
