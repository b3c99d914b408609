package dev.dromedary.csv;
/** Stub. */
public final class CsvFileException extends RuntimeException {}
