package dev.dromedary.csv;

import dev.dromedary.database.Dialect;

/** What the fields of a column are, how SQLite declares it, and how a field becomes a value. */
enum ColumnType {
    KEY("text not null primary key", "an empty key") {
        @Override
        Object value(String field) {
            return field.isEmpty() ? null : field;
        }
    },

    TEXT("TEXT", "no text") {
        @Override
        Object value(String field) {
            return field;
        }
    },

    /** A JSON number that is kept as it is written: 125.10 stays 125.10. */
    DECIMAL(Dialect.SQLITE_DECIMAL, "not a decimal number") {
        @Override
        Object value(String field) {
            return JsonNumber.isNumber(field) ? field : null;
        }
    },

    INTEGER("INTEGER", "not an integer of 64 bits") {
        @Override
        Object value(String field) {
            return JsonNumber.isInteger(field) ? parse(field) : null;
        }

        private Object parse(String digits) {
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException e) {
                // More than 64 bits: the caller says so.
                return null;
            }
        }
    };

    private final String declaration;
    private final String fault;

    ColumnType(String declaration, String fault) {
        this.declaration = declaration;
        this.fault = fault;
    }

    /** Type and constraints for CREATE TABLE. */
    String declaration() {
        return declaration;
    }

    /** What a field is that has no value of this type. */
    String fault() {
        return fault;
    }

    /** Whether an empty field is a NULL; of a text it is an empty text. */
    boolean isNullable() {
        return this == DECIMAL || this == INTEGER;
    }

    /** The value as SQLite is given it, or null if the field has none of this type. */
    abstract Object value(String field);
}
