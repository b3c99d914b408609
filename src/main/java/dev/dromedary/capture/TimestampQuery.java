package dev.dromedary.capture;

import dev.dromedary.database.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The query for rows in the order of (timestamp, key), made for one {@link TableCursor}. For use by one thread. */
final class TimestampQuery {

    private final String stamp;
    private final String key;
    private final StringBuilder sql;
    private final List<Object> parameters = new ArrayList<>();

    /** @param timestamp the column with the time of a row's last change, as SQL */
    TimestampQuery(Table table, String timestamp, String filter) {
        this.stamp = "t." + timestamp;
        this.key = "t." + table.keySql();
        this.sql = new StringBuilder("select " + stamp + ", " + key + ", " + RowJson.withBlobs(table) + " from "
                + table.sql() + " t where (" + filter + ") and " + stamp + " is not null and " + key + " is not null");
    }

    /** Only rows after this one. */
    TimestampQuery after(Stamp lastStamp, Object lastKey) {
        return and("(" + stamp + ", " + key + ") > (?, ?)", lastStamp.parameter(), lastKey);
    }

    /** Only rows up to this one, and this one too. */
    TimestampQuery upTo(Stamp lastStamp, Object lastKey) {
        return and("(" + stamp + ", " + key + ") <= (?, ?)", lastStamp.parameter(), lastKey);
    }

    /** Only rows of this time and later ones. */
    TimestampQuery from(Stamp time) {
        return and(stamp + " >= ?", time.parameter());
    }

    /** Only rows of this time and earlier ones. */
    TimestampQuery until(Stamp time) {
        return and(stamp + " <= ?", time.parameter());
    }

    private TimestampQuery and(String condition, Object... values) {
        sql.append(" and ").append(condition);
        parameters.addAll(List.of(values));
        return this;
    }

    /** Opens it in the opposite order. */
    TableCursor openLatest(Database database, int most) throws SQLException {
        return new TableCursor(
                database, sql + " order by " + stamp + " desc, " + key + " desc limit " + most, parameters);
    }

    TableCursor open(Database database) throws SQLException {
        return new TableCursor(database, sql + " order by " + stamp + ", " + key, parameters);
    }
}
