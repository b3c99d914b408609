package dev.dromedary.capture;

import java.util.Optional;

/**
 * How far a table has been read in the order of (timestamp, key). Immutable.
 *
 * @param table what is read: the table, its key and its timestamp; another one begins anew
 * @param stamp the timestamp of the last row; null before the first
 * @param key its key
 * @param page number of the last page; counts up, so that what was remembered for a page that never landed can be told
 */
record TimestampPosition(String table, Stamp stamp, Object key, long page) {

    static TimestampPosition beginning(String table) {
        return new TimestampPosition(table, null, null, 0);
    }

    /** Reads what {@link #text} made; empty where it is the position of another capture. */
    static Optional<TimestampPosition> parse(String text) {
        return PositionJson.parse(text, TimestampPosition.class).filter(position -> position.page() > 0);
    }

    /** The position after a page that ends with this row. */
    TimestampPosition after(Stamp newStamp, Object newKey) {
        return new TimestampPosition(table, newStamp, newKey, page + 1);
    }

    String text() {
        return PositionJson.text(this);
    }
}
