package dev.dromedary.warehouse;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Preview;
import dev.dromedary.batch.Previewable;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.SqlFaults;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.RouteResource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Inserts batches, hundreds of rows a statement, each batch in one transaction. PostgreSQL gets a column as an array, so
 * that the statement is the same for any number of rows and is planned once; SQLite gets a parameter for each value. The statement says what becomes of a
 * row that is there already ({@code ON CONFLICT … DO NOTHING}), which is how a record lands once (invariant 2); how many
 * were there is what the database does not count as inserted.
 *
 * <p>If the database refuses a row for what it is, the batch is bisected within the transaction until the refused rows
 * stand alone, and all others land (invariant 3): at most 2k·log2(n) further statements for k such rows among n.
 * Thread-safe.
 */
public final class BatchInsert implements Previewable {

    private static final String SOURCE_ID = "source.id";
    private static final String SOURCE_TIME = "source.time";
    private static final String SOURCE_DATE = "source.date";

    private final Database database;
    private final InsertTemplate template;
    private final int rowsPerStatement;

    /** Types of the parameters, as PostgreSQL has told them; empty until it was asked, and again after any error. */
    private volatile List<String> types = List.of();

    private BatchInsert(Database database, InsertTemplate template) {
        this.database = database;
        this.template = template;
        this.rowsPerStatement = database.dialect() == Dialect.POSTGRESQL
                ? Integer.MAX_VALUE
                : database.dialect().maxParameters() / template.parameters().size();
    }

    /**
     * Inserts all records of a batch.
     *
     * @return the batch with no record on its way: stored, duplicate, or rejected as refused
     * @throws DatabaseUnavailableException if the database cannot take them; nothing of the batch has landed then,
     *     unless it was the answer to the commit that got lost
     */
    public Batch insert(Batch batch) {
        if (batch.records().isEmpty()) {
            return batch;
        }
        List<Rejection> refused = new ArrayList<>();
        try {
            long stored = database.inTransaction(connection -> {
                refused.clear();
                return insert(connection, batch.records(), refused);
            });
            return batch.landed(stored, batch.records().size() - refused.size() - stored, refused);
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    /** Of each record its row: the values by the names of their columns. What the database would refuse is not found. */
    @Override
    public Preview preview(Batch batch) {
        List<String> columns = template.columns();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SourceRecord record : batch.records()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), value(record, template.parameters().get(i)));
            }
            rows.add(row);
        }
        return new Preview(rows, batch.rejections());
    }

    private long insert(Connection connection, List<SourceRecord> records, List<Rejection> refused)
            throws SQLException {
        if (records.size() > rowsPerStatement) {
            return insert(connection, records.subList(0, rowsPerStatement), refused)
                    + insert(connection, records.subList(rowsPerStatement, records.size()), refused);
        }
        Savepoint savepoint = connection.setSavepoint();
        try {
            long stored = execute(connection, records);
            connection.releaseSavepoint(savepoint);
            return stored;
        } catch (SQLException e) {
            if (!SqlFaults.blamesRecord(e, database.dialect())) {
                throw e;
            }
            connection.rollback(savepoint);
            if (records.size() == 1) {
                refused.add(new Rejection(records.get(0), Reason.REFUSED, "$", SqlFaults.describe(e)));
                return 0;
            }
            int half = records.size() / 2;
            return insert(connection, records.subList(0, half), refused)
                    + insert(connection, records.subList(half, records.size()), refused);
        }
    }

    private long execute(Connection connection, List<SourceRecord> records) throws SQLException {
        return database.dialect() == Dialect.POSTGRESQL
                ? executeByColumns(connection, records)
                : executeByRows(connection, records);
    }

    private long executeByRows(Connection connection, List<SourceRecord> records) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(template.forRows(records.size()))) {
            int index = 1;
            for (SourceRecord record : records) {
                for (String parameter : template.parameters()) {
                    statement.setObject(index++, database.dialect().parameter(value(record, parameter)));
                }
            }
            return statement.executeLargeUpdate();
        }
    }

    /** Values travel as text; a value that is none of its column's type is thus the fault of its row. */
    private long executeByColumns(Connection connection, List<SourceRecord> records) throws SQLException {
        List<String> known = types.isEmpty() ? askTypes(connection) : types;
        try (PreparedStatement statement = connection.prepareStatement(template.forArrays(known))) {
            for (int column = 0; column < known.size(); column++) {
                String parameter = template.parameters().get(column);
                String[] values = new String[records.size()];
                for (int i = 0; i < values.length; i++) {
                    Object value = value(records.get(i), parameter);
                    values[i] = value == null ? null : value.toString();
                }
                statement.setArray(column + 1, connection.createArrayOf("text", values));
            }
            long inserted = statement.executeLargeUpdate();
            types = known;
            checkDeferred(connection);
            return inserted;
        } catch (SQLException e) {
            // The table may have been changed.
            types = List.of();
            throw e;
        }
    }

    /** Constraints that are deferred to the commit would fail there, where no row could be told from another. */
    private static void checkDeferred(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("set constraints all immediate")) {
            statement.execute();
        }
    }

    private List<String> askTypes(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(template.forRows(1))) {
            ParameterMetaData metaData = statement.getParameterMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= metaData.getParameterCount(); i++) {
                names.add(metaData.getParameterTypeName(i));
            }
            return names;
        }
    }

    private static Object value(SourceRecord record, String parameter) {
        return switch (parameter) {
            case SOURCE_ID -> record.id();
            case SOURCE_TIME -> record.sentAt();
            case SOURCE_DATE -> LocalDate.ofInstant(record.sentAt(), ZoneOffset.UTC);
            default -> record.fields().get(parameter);
        };
    }

    /** Makes a {@link BatchInsert} from properties, as routes declare them. */
    public static final class Builder {

        private Database database;
        private String statement;

        public void setDatabase(Database database) {
            this.database = database;
        }

        /**
         * Name of the statement's file, such as {@code sql/insert-login.sql}: in the routes folder, else in the jar. Its
         * parameters are fields of the record, and {@code source.id}, {@code source.time} and {@code source.date} (UTC),
         * which no field of a record can stand in for.
         */
        public void setStatement(String statement) {
            this.statement = statement;
        }

        /** @throws ConfigurationException if a property is missing, or the file is not there or no such statement */
        public BatchInsert build() {
            if (database == null || statement == null) {
                throw new ConfigurationException("BatchInsert needs the properties \"database\" and \"statement\"");
            }
            String text = new String(RouteResource.read("statement", statement), StandardCharsets.UTF_8);
            return new BatchInsert(database, InsertTemplate.parse(statement, text));
        }
    }
}
