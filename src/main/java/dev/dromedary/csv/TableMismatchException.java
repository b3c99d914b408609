package dev.dromedary.csv;

/** The table and the file do not go together. The message says how they differ and what to do, in one line. */
final class TableMismatchException extends RuntimeException {

    TableMismatchException(String message) {
        super(message, null, false, false);
    }
}
