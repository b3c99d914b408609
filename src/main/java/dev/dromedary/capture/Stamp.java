package dev.dromedary.capture;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dromedary.settings.ConfigurationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time of a row's last change as its column holds it: a timestamp with or without zone, a date, a number of seconds,
 * milliseconds or microseconds since 1970 (told by its size), or ISO 8601 text. Kept exactly, so that it can be compared
 * in the database. Immutable.
 *
 * @param kind which of these it is
 * @param value its text
 */
record Stamp(
        @JsonProperty("kind") Kind kind,
        @JsonProperty("value") String value) {

    private static final Pattern ISO =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:([ T])(\\d\\d:\\d\\d)(?:(:\\d\\d)(\\.\\d{1,9})?)?(.*))?");
    private static final DateTimeFormatter SORTABLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");
    private static final long MICROS = 100_000_000_000_000L;
    private static final long MILLIS = 100_000_000_000L;

    enum Kind {
        ZONED,
        LOCAL,
        DATE,
        NUMBER,
        TEXT
    }

    /** Reads the column; null where it is NULL. */
    static Stamp read(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value == null) {
            return null;
        }
        if (value instanceof Long || value instanceof Integer) {
            return new Stamp(Kind.NUMBER, value.toString());
        }
        if (value instanceof java.sql.Date) {
            return new Stamp(Kind.DATE, rows.getObject(column, LocalDate.class).toString());
        }
        if (value instanceof java.sql.Timestamp) {
            boolean zoned = rows.getMetaData().getColumnType(column) == Types.TIMESTAMP_WITH_TIMEZONE
                    || rows.getMetaData().getColumnTypeName(column).equals("timestamptz");
            return zoned
                    ? new Stamp(
                            Kind.ZONED,
                            rows.getObject(column, OffsetDateTime.class).toString())
                    : new Stamp(
                            Kind.LOCAL,
                            rows.getObject(column, LocalDateTime.class).toString());
        }
        return new Stamp(Kind.TEXT, value.toString());
    }

    /**
     * A moment in the form of this stamp; in UTC where the form has no zone.
     *
     * @throws ConfigurationException if this is text and no date
     */
    Stamp at(Instant moment) {
        LocalDateTime utc = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        return new Stamp(
                kind,
                switch (kind) {
                    case ZONED -> utc.atOffset(ZoneOffset.UTC).toString();
                    case LOCAL -> utc.toString();
                    case DATE -> utc.toLocalDate().toString();
                    case NUMBER -> Long.toString(units(Duration.between(Instant.EPOCH, moment)));
                    case TEXT -> rewritten(value, then -> utc);
                });
    }

    /**
     * The moment; in UTC where the form has no zone, and empty where this is text and no date, or endlessly far away, such
     * as PostgreSQL's infinity.
     */
    Optional<Instant> instant() {
        try {
            Instant moment =
                    switch (kind) {
                        case ZONED -> OffsetDateTime.parse(value).toInstant();
                        case LOCAL -> LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
                        case DATE -> LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC);
                        case NUMBER -> Instant.EPOCH.plus(sinceEpoch());
                        case TEXT -> ofText();
                    };
            moment.toEpochMilli();
            return Optional.of(moment);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Whether this is zero, which is no time in seconds, milliseconds or microseconds alike. */
    boolean tellsNoUnit() {
        return kind == Kind.NUMBER && Long.parseLong(value) == 0;
    }

    private Duration sinceEpoch() {
        long number = Long.parseLong(value);
        long size = Math.abs(number);
        if (size >= MICROS) {
            return Duration.ofSeconds(number / 1_000_000, number % 1_000_000 * 1_000);
        }
        return size >= MILLIS ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    }

    private Instant ofText() {
        Matcher parts = ISO.matcher(value);
        if (!parts.matches()) {
            throw new DateTimeException("no ISO 8601");
        }
        if (parts.group(2) == null) {
            return LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String zone = parts.group(6).strip();
        String local = value.substring(0, value.length() - parts.group(6).length());
        return LocalDateTime.parse(local.replace(' ', 'T'))
                .toInstant(zone.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(zone));
    }

    /** The value as the driver takes it, to be compared with the column. */
    Object parameter() {
        return switch (kind) {
            case ZONED -> OffsetDateTime.parse(value);
            case LOCAL -> LocalDateTime.parse(value);
            case DATE -> LocalDate.parse(value);
            case NUMBER -> Long.valueOf(value);
            case TEXT -> value;
        };
    }

    /**
     * The time so much earlier, of the same kind and form; the same where there is none, as for infinity.
     *
     * @throws ConfigurationException if the value is text and no date
     */
    Stamp minus(Duration time) {
        try {
            return earlier(time);
        } catch (DateTimeException e) {
            return this;
        }
    }

    private Stamp earlier(Duration time) {
        return new Stamp(
                kind,
                switch (kind) {
                    case ZONED -> OffsetDateTime.parse(value).minus(time).toString();
                    case LOCAL -> LocalDateTime.parse(value).minus(time).toString();
                    case DATE -> dayBefore(value, time);
                    case NUMBER -> Long.toString(Long.parseLong(value) - units(time));
                    case TEXT -> rewritten(value, then -> then.minus(time));
                });
    }

    private static String dayBefore(String day, Duration time) {
        return LocalDate.parse(day).atStartOfDay().minus(time).toLocalDate().toString();
    }

    private long units(Duration time) {
        long size = Math.abs(Long.parseLong(value));
        if (size >= MICROS) {
            return time.toNanos() / 1_000;
        }
        return size >= MILLIS ? time.toMillis() : time.toSeconds();
    }

    /** The text of another time in the same form. */
    private static String rewritten(String text, UnaryOperator<LocalDateTime> change) {
        Matcher parts = ISO.matcher(text);
        try {
            if (!parts.matches()) {
                throw new DateTimeException("no ISO 8601");
            }
            if (parts.group(2) == null) {
                return change.apply(LocalDate.parse(text).atStartOfDay())
                        .toLocalDate()
                        .toString();
            }
            String fraction = parts.group(5) == null ? "" : parts.group(5);
            String form = "uuuu-MM-dd'" + parts.group(2) + "'HH:mm" + (parts.group(4) == null ? "" : ":ss")
                    + (fraction.isEmpty() ? "" : "." + "S".repeat(fraction.length() - 1));
            DateTimeFormatter formatter = DateTimeFormatter.ofPattern(form);
            String zone = parts.group(6);
            String local = text.substring(0, text.length() - zone.length());
            return formatter.format(change.apply(LocalDateTime.parse(local, formatter))) + zone;
        } catch (DateTimeException e) {
            throw new ConfigurationException("the timestamps to capture by are neither times, numbers nor ISO 8601 text"
                    + " such as 2026-01-31T23:59:59.000Z; name another column (for products: products.timestamp)");
        }
    }

    /** The first and the last times that there are have no such form; they stand as they are. */
    private static OffsetDateTime inUtc(OffsetDateTime time) {
        try {
            return time.withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return time;
        }
    }

    /** Text that sorts as the stamps of one column do. */
    String sortable() {
        return switch (kind) {
            case ZONED -> SORTABLE.format(inUtc(OffsetDateTime.parse(value)));
            case LOCAL -> SORTABLE.format(LocalDateTime.parse(value));
            case NUMBER -> String.format(java.util.Locale.ROOT, "%020d", Long.parseLong(value));
            case DATE, TEXT -> value;
        };
    }
}
