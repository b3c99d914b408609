package dev.dromedary.capture;

import dev.dromedary.batch.UnavailableException;

/** There is no table to follow yet: another program, or a file that comes later, may make it. */
final class NoTableException extends UnavailableException {

    NoTableException(String table, String database) {
        super("there is no table " + table + " in the database " + database + ", and no file that it is loaded from");
    }
}
