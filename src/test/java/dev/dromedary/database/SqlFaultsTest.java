package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqlFaultsTest {

    private static final String CANARY = "canary-192.0.2.7";

    @Test
    void aFaultIsDescribedByStateConstraintAndColumnAndNeverByItsMessage() {
        PSQLException e = postgres("23505", 'n', "user_logins_pkey", 'c', "message_id");

        assertThat(e.getMessage()).contains(CANARY);
        assertThat(SqlFaults.describe(e))
                .isEqualTo("refused by the database, constraint user_logins_pkey, column message_id, SQLSTATE 23505");
    }

    @Test
    void whatTheServerDoesNotNameIsLeftOut() {
        assertThat(SqlFaults.describe(postgres("22001"))).isEqualTo("refused by the database, SQLSTATE 22001");
        assertThat(SqlFaults.describe(postgres("23502", 'c', "user_id")))
                .isEqualTo("refused by the database, column user_id, SQLSTATE 23502");
    }

    @Test
    void aFaultWithoutAStateIsDescribedByItsCode() {
        assertThat(SqlFaults.describe(new SQLiteException(CANARY, SQLiteErrorCode.SQLITE_CONSTRAINT)))
                .isEqualTo("refused by the database, code 19");
        assertThat(SqlFaults.describe(new SQLException(CANARY))).isEqualTo("refused by the database, code 0");
    }

    @Test
    void theDatabasesOwnExceptionIsFoundUnderItsWrappers() {
        PSQLException own = postgres("23505", 'n', "some_key");
        BatchUpdateException batch = new BatchUpdateException("batch " + CANARY, "23505", new int[0], own);
        SQLException outer = new SQLException("outer " + CANARY, new IllegalStateException(CANARY, batch));

        assertThat((Throwable) SqlFaults.root(outer)).isSameAs(own);
        assertThat(SqlFaults.describe(outer)).isEqualTo("refused by the database, constraint some_key, SQLSTATE 23505");
        assertThat(SqlFaults.blamesRecord(outer, Dialect.POSTGRESQL)).isTrue();
    }

    @Test
    void anExceptionOfThePoolIsNoFaultOfTheRecord() {
        SQLException pool = new SQLTransientConnectionException("timed out", new PSQLException(message("08001")));

        assertThat(SqlFaults.root(pool).getSQLState()).isEqualTo("08001");
        assertThat(SqlFaults.blamesRecord(pool, Dialect.POSTGRESQL)).isFalse();
        assertThat(SqlFaults.blamesRecord(new SQLTransientConnectionException("timed out"), Dialect.POSTGRESQL))
                .isFalse();
        assertThat(SqlFaults.blamesRecord(new SQLTransientConnectionException("timed out"), Dialect.SQLITE))
                .isFalse();
    }

    @Test
    void theRecordIsBlamedByTheDialectsRules() {
        assertThat(SqlFaults.blamesRecord(postgres("22P02"), Dialect.POSTGRESQL))
                .isTrue();
        assertThat(SqlFaults.blamesRecord(postgres("53100"), Dialect.POSTGRESQL))
                .isFalse();
        assertThat(SqlFaults.blamesRecord(
                        new SQLiteException(CANARY, SQLiteErrorCode.SQLITE_CONSTRAINT_NOTNULL), Dialect.SQLITE))
                .isTrue();
        assertThat(SqlFaults.blamesRecord(new SQLiteException("", SQLiteErrorCode.SQLITE_FULL), Dialect.SQLITE))
                .isFalse();
    }

    @Test
    void unavailabilityIsToldInTheServersFirstLineAndHasNoCause() {
        SQLException down = new SQLException("Connection refused\n at host", "08001");
        DatabaseUnavailableException e = new DatabaseUnavailableException("warehouse", new SQLException("x", down));

        assertThat(e)
                .hasMessage("warehouse: Connection refused (SQLSTATE 08001)")
                .hasNoCause();
        assertThat(e.getStackTrace()).isEmpty();
        assertThat(new DatabaseUnavailableException("state", new SQLException()))
                .hasMessage("state: no message");
    }

    private static PSQLException postgres(String state, Object... fields) {
        return new PSQLException(message(state, fields));
    }

    /** A server's error as it comes over the wire: fields of one letter and a text, ended by zeros. */
    private static ServerErrorMessage message(String state, Object... fields) {
        StringBuilder wire =
                new StringBuilder("SERROR\0C" + state + "\0M" + CANARY + " is wrong\0DKey (ip)=(" + CANARY + ")\0");
        for (int i = 0; i < fields.length; i += 2) {
            wire.append(fields[i]).append(fields[i + 1]).append('\0');
        }
        return new ServerErrorMessage(wire.append('\0').toString());
    }
}
