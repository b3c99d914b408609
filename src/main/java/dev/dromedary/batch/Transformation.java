package dev.dromedary.batch;

/**
 * Marks a step that only makes records of records: it reads nothing but the batch it is given, writes nothing, and can be
 * run any number of times. A preview runs such steps and no others.
 */
public interface Transformation {}
