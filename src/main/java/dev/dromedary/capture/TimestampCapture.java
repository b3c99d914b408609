package dev.dromedary.capture;

import dev.dromedary.batch.SourceRecord;
import dev.dromedary.clock.WallClock;
import dev.dromedary.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a table that may not be altered by a column with the time of each row's last change. Rows are read in the order
 * of (timestamp, key), so that rows of one timestamp are told apart wherever reading stops. A row may be committed later
 * than rows of later timestamps: when all is read, the rows of the look-back are read again and held against what was
 * sent. Rows that are deleted are not seen, nor is a change that does not set the column, once the look-back is past. A
 * timestamp that is more than a day ahead of our clock is not read before its time.
 */
final class TimestampCapture implements Capture {

    private static final Logger LOG = LoggerFactory.getLogger(TimestampCapture.class);

    /** The look-back is read again at the latest after so many pages, since what was sent is remembered until then. */
    private static final int PAGES_BETWEEN = 100;

    /** Reading the look-back again takes at most about this part of the time. */
    private static final int PART_OF_TIME = 10;

    private final Database database;
    private final Settings settings;
    private final SentRows sent;
    private final Clock clock;
    private Table table;
    private String timestamp;
    private Stamp form;
    private TimestampPosition position;
    private TableCursor cursor;
    /** Where the position was when the look-back was read last, and up to where rows can still come late. */
    private Stamp checked;

    private int pagesSince;
    private long checkAgainAt;

    /** How far ahead of our clock a timestamp may be: the zones of the world, for those without one, and some error. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /** What to read. */
    record Settings(String table, String key, String timestamp, String filter, Duration lookBack, PageSize pageSize) {

        private String identity() {
            return table + " by " + timestamp + " and " + key;
        }

        /** The position from which the table is read on, in a form that was stored. */
        TimestampPosition position(Optional<String> stored) {
            return stored.flatMap(TimestampPosition::parse)
                    .filter(known -> identity().equals(known.table()))
                    .orElseGet(() -> TimestampPosition.beginning(identity()));
        }
    }

    TimestampCapture(Database database, Settings settings, SentRows sent) {
        this(database, settings, sent, WallClock.utc());
    }

    TimestampCapture(Database database, Settings settings, SentRows sent, Clock clock) {
        this.clock = clock;
        this.database = database;
        this.settings = settings;
        this.sent = sent;
    }

    @Override
    public void open(Optional<String> stored) throws SQLException {
        close();
        position = settings.position(stored);
        if (stored.flatMap(TimestampPosition::parse).isPresent() && position.page() == 0) {
            LOG.warn("What was followed is not {}: sending the whole table", settings.identity());
        }
        sent.beginAfter(position.page());
        checked = position.stamp();
        checkAgainAt = System.nanoTime();
        database.reading(connection -> {
            describe(connection);
            return null;
        });
    }

    private void describe(Connection connection) throws SQLException {
        table = Table.read(connection, database, settings.table(), settings.key());
        timestamp = table.timestampSql(settings.timestamp());
        if (table.lacks(connection, timestamp)) {
            LOG.warn("There are rows in {} without a {}; they are not sent", settings.table(), settings.timestamp());
        }
        table.checkFilter(connection, settings.filter());
    }

    @Override
    public Page next() throws SQLException {
        try {
            boolean checkFirst = pagesSince >= PAGES_BETWEEN;
            Page page = checkFirst ? null : forward();
            if (page == null && (pagesSince > 0 || System.nanoTime() - checkAgainAt >= 0)) {
                page = lookBack();
            }
            if (page == null && checkFirst) {
                page = forward();
            }
            return page;
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The next rows after the position. The cursor stays open between pages: without an index each new one sorts. */
    private Page forward() throws SQLException {
        if (cursor == null) {
            if (form == null || form.tellsNoUnit()) {
                form = database.reading(this::form);
            }
            TimestampQuery query = query();
            cursor = (position.stamp() == null ? query : query.after(position.stamp(), position.key())).open(database);
        }
        Map<String, SentRows.Row> read = new LinkedHashMap<>();
        Map<String, SourceRecord> records = new LinkedHashMap<>();
        TimestampPosition reached = position;
        long size = 0;
        while (records.size() < settings.pageSize().rows()
                && size < settings.pageSize().bytes()
                && cursor.next()) {
            add(cursor, records, read);
            reached = position.after(cursor.stamp(), cursor.key());
            size += cursor.value().length();
        }
        if (records.isEmpty()) {
            close();
            return null;
        }
        pagesSince++;
        return page(records, read, reached);
    }

    private Page page(Map<String, SourceRecord> records, Map<String, SentRows.Row> read, TimestampPosition reached)
            throws SQLException {
        sent.remember(read.values(), reached.page());
        position = reached;
        return new Page(List.copyOf(records.values()), reached.text());
    }

    /** Reads the look-back again; a page of what was not sent, or null where all of it was. */
    private Page lookBack() throws SQLException {
        close();
        pagesSince = 0;
        if (position.stamp() == null) {
            return null;
        }
        long begun = System.nanoTime();
        Stamp from = (checked == null ? position.stamp() : checked).minus(settings.lookBack());
        try (TableCursor again =
                query().from(from).upTo(position.stamp(), position.key()).open(database)) {
            boolean more = true;
            while (more) {
                Map<String, SentRows.Row> read = new LinkedHashMap<>();
                Map<String, SourceRecord> records = new LinkedHashMap<>();
                long size = 0;
                while (records.size() < settings.pageSize().rows()
                        && size < settings.pageSize().bytes()
                        && more) {
                    more = again.next();
                    if (more) {
                        add(again, records, read);
                        size += again.value().length();
                    }
                }
                sent.retainUnsent(read);
                records.keySet().retainAll(read.keySet());
                if (!records.isEmpty()) {
                    return page(records, read, position.after(position.stamp(), position.key()));
                }
            }
        }
        checked = position.stamp();
        sent.forgetBefore(checked.minus(settings.lookBack()));
        checkAgainAt = System.nanoTime() + PART_OF_TIME * (System.nanoTime() - begun);
        return null;
    }

    /** How the timestamps of the table are written; null where there is none. The largest number tells its unit best. */
    private Stamp form(Connection connection) throws SQLException {
        Stamp some = stamp(connection, timestamp, " is not null limit 1");
        return some == null || some.kind() != Stamp.Kind.NUMBER
                ? some
                : stamp(connection, "max(" + timestamp + ")", " is not null");
    }

    private Stamp stamp(Connection connection, String what, String which) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "select " + what + " from " + table.sql() + " where " + timestamp + which);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Stamp.read(rows, 1) : null;
        }
    }

    private static void add(TableCursor row, Map<String, SourceRecord> records, Map<String, SentRows.Row> read) {
        String key = row.key().toString();
        records.put(
                key,
                new SourceRecord(
                        key,
                        row.stamp().instant().orElseGet(WallClock::now),
                        1,
                        row.value(),
                        Map.of(),
                        Map.of("sequence", row.stamp().value(), "operation", "update")));
        read.put(key, SentRows.Row.of(key, row.value(), row.stamp()));
    }

    /** A row that is said to have changed in the future must not take the position there with it. */
    private TimestampQuery query() {
        TimestampQuery query = new TimestampQuery(table, timestamp, settings.filter());
        return form == null ? query : query.until(form.at(clock.instant().plus(AHEAD)));
    }

    @Override
    public void pause() {
        close();
    }

    private void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    @Override
    public void settled(Page page, boolean idle) {
        // What was sent is remembered before it lands, and forgotten by the look-back.
    }
}
