package dev.dromedary.database;

import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.sqlite.SQLiteException;

/** Reads exceptions of a database: whose fault they are, and what may be told of them. */
public final class SqlFaults {

    /** SQLSTATEs of a wrong password, an unknown database, no right, and of what is asked for and the server has not. */
    private static final Set<String> REFUSALS = Set.of("28000", "28P01", "3D000", "42501", "08004");

    private SqlFaults() {}

    /** Invariant 3: whether the record, and not the system, is at fault. */
    public static boolean blamesRecord(SQLException e, Dialect dialect) {
        return dialect.blamesRecord(root(e));
    }

    /**
     * Words for a record's fault: the SQLSTATE, and the constraint or column where the server names it. Never the
     * server's message, which quotes values.
     */
    public static String describe(SQLException e) {
        SQLException root = root(e);
        StringBuilder words = new StringBuilder("refused by the database");
        if (root instanceof org.postgresql.util.PSQLException postgres && postgres.getServerErrorMessage() != null) {
            append(words, "constraint", postgres.getServerErrorMessage().getConstraint());
            append(words, "column", postgres.getServerErrorMessage().getColumn());
        }
        append(words, "SQLSTATE", root.getSQLState());
        if (root.getSQLState() == null) {
            append(words, "code", Integer.toString(root.getErrorCode()));
        }
        return words.toString();
    }

    private static void append(StringBuilder words, String name, String value) {
        if (value != null) {
            words.append(", ").append(name).append(' ').append(value);
        }
    }

    /** Whether the server does not let us in for who we are, or shows that it is another: waiting cannot help. */
    static boolean isRefusal(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        SQLException root = root(e);
        // The driver has no other sign for a certificate that is of another host; its words are translated, not this
        // name.
        return String.valueOf(root.getMessage()).contains("PgjdbcHostnameVerifier")
                || REFUSALS.contains(String.valueOf(root.getSQLState()));
    }

    /** The last cause that is the database's own: pools and migrations wrap it. */
    public static SQLException root(SQLException e) {
        SQLException root = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (sql.getSQLState() != null || sql instanceof SQLiteException)) {
                root = sql;
            }
        }
        return root;
    }
}
