package dev.dromedary.csv;

import java.nio.file.Path;

/**
 * A CSV file cannot be loaded as a whole: its header is at fault, it goes with another table, or it cannot be read.
 * Nothing was changed. The message is one line that says which file, what is wrong, where, and what to do; it quotes
 * names of columns and no value. It is an answer and not an accident, so it carries no stack trace.
 */
public final class CsvFileException extends RuntimeException {

    public CsvFileException(Path file, String fault) {
        super(file + ": " + fault, null, false, false);
    }
}
