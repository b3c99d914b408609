package dev.dromedary.database;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.settings.ConfigurationException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/** What differs between the databases that can be a warehouse or a state store. */
public enum Dialect {
    POSTGRESQL("jdbc:postgresql:", 65_535, "bytea") {
        @Override
        boolean blamesRecord(SQLException e) {
            String state = e.getSQLState();
            return state != null && BLAMING_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
        }

        @Override
        public Object parameter(Object value) {
            return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : scalar(value);
        }
    },

    SQLITE("jdbc:sqlite:", 32_766, "blob") {
        @Override
        boolean blamesRecord(SQLException e) {
            return BLAMING_CODES.contains(e.getErrorCode() & 0xFF);
        }

        @Override
        public Object parameter(Object value) {
            return value instanceof Instant || value instanceof LocalDate ? value.toString() : scalar(value);
        }
    };

    /** Declared type of a column of SQLite that keeps the text of a decimal number: its affinity is TEXT. */
    public static final String SQLITE_DECIMAL = "DECIMAL_TEXT";

    /**
     * SQLSTATE classes: cardinality violation (two rows of one key in an upsert), data exception, integrity constraint
     * violation, routines called by a statement, check option of a view, program limit exceeded (a row too big), and
     * what PL/pgSQL raises in triggers.
     */
    private static final Set<String> BLAMING_CLASSES = Set.of("21", "22", "23", "38", "39", "44", "54", "P0");

    /** SQLite's primary result codes SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH. */
    private static final Set<Integer> BLAMING_CODES = Set.of(18, 19, 20);

    private final String prefix;
    private final int maxParameters;
    private final String blobType;

    Dialect(String prefix, int maxParameters, String blobType) {
        this.prefix = prefix;
        this.maxParameters = maxParameters;
        this.blobType = blobType;
    }

    /** @throws ConfigurationException if no dialect goes with the URL */
    public static Dialect of(String jdbcUrl) {
        for (Dialect dialect : values()) {
            if (jdbcUrl.startsWith(dialect.prefix)) {
                return dialect;
            }
        }
        throw new ConfigurationException("a database URL must begin with jdbc:postgresql: or jdbc:sqlite:");
    }

    /** How many parameters a statement may have. */
    public int maxParameters() {
        return maxParameters;
    }

    /** Type of a column of bytes. */
    public String blobType() {
        return blobType;
    }

    /** Invariant 3: whether an exception is a record's fault; everything else is the system's, and is waited for. */
    abstract boolean blamesRecord(SQLException e);

    /** A field's value as the driver takes it. */
    public abstract Object parameter(Object value);

    private static Object scalar(Object value) {
        return value instanceof JsonNode || value instanceof java.math.BigInteger ? value.toString() : value;
    }
}
