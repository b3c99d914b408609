package dev.dromedary.capture;

/**
 * When a page is full: at so many rows, or as soon as its values have so many bytes, whichever comes first
 * (invariant 5).
 */
record PageSize(int rows, long bytes) {}
