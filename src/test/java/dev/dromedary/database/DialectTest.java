package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dromedary.settings.ConfigurationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class DialectTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://localhost:5432/dromedary, POSTGRESQL",
        "jdbc:postgresql:dromedary, POSTGRESQL",
        "jdbc:sqlite:data/state.db, SQLITE",
        "jdbc:sqlite::memory:, SQLITE"
    })
    void theUrlNamesTheDialect(String url, Dialect dialect) {
        assertThat(Dialect.of(url)).isEqualTo(dialect);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mysql://u:canary@h/d", "postgres://u:canary@h/d", "postgresql://u:canary@h/d", ""})
    void anotherUrlIsRefusedAndNotQuoted(String url) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Dialect.of(url))
                .withMessageContaining("jdbc:postgresql:")
                .withMessageContaining("jdbc:sqlite:")
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("canary").hasLineCount(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22001", "22003", "22007", "22008", "22021", "22023", "22P02", "22P05", "23502", "23503", "23505",
                "23514", "23P01", "54000", "21000", "38000", "44000", "P0000", "P0001", "P0004"
            })
    void postgresqlBlamesTheRecordForItsData(String state) {
        assertThat(Dialect.POSTGRESQL.blamesRecord(new SQLException("", state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000", "08001", "08003", "08006", "25006", "25P02", "28P01", "3D000", "40001", "40P01", "42501",
                "42601", "42703", "42P01", "53100", "53200", "53300", "55P03", "57014", "57P01", "57P03", "58030",
                "XX000", "2", ""
            })
    void postgresqlBlamesTheSystemForEverythingElse(String state) {
        assertThat(Dialect.POSTGRESQL.blamesRecord(new SQLException("", state))).isFalse();
    }

    @Test
    void postgresqlBlamesTheSystemWhereThereIsNoState() {
        assertThat(Dialect.POSTGRESQL.blamesRecord(new SQLException("canary"))).isFalse();
    }

    @Test
    void theDriversOwnExceptionsAreJudgedLikeTheServers() {
        assertThat(Dialect.POSTGRESQL.blamesRecord(new PSQLException("x", PSQLState.CONNECTION_FAILURE)))
                .isFalse();
        assertThat(Dialect.POSTGRESQL.blamesRecord(new PSQLException("x", PSQLState.NOT_NULL_VIOLATION)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"SQLITE_CONSTRAINT.*", "SQLITE_TOOBIG", "SQLITE_MISMATCH"})
    void sqliteBlamesTheRecordForConstraintsSizesAndTypes(SQLiteErrorCode code) {
        assertThat(Dialect.SQLITE.blamesRecord(new SQLiteException("", code))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"SQLITE_CONSTRAINT.*", "SQLITE_TOOBIG", "SQLITE_MISMATCH", "UNKNOWN_ERROR"})
    void sqliteBlamesTheSystemForEverythingElse(SQLiteErrorCode code) {
        assertThat(Dialect.SQLITE.blamesRecord(new SQLiteException("", code))).isFalse();
        assertThat(Dialect.SQLITE.blamesRecord(new SQLException("", null, code.code)))
                .isFalse();
    }

    @Test
    void sqliteKnowsAnExtendedCodeByItsPrimaryOne() {
        assertThat(Dialect.SQLITE.blamesRecord(new SQLException("", null, 2067)))
                .isTrue();
        assertThat(Dialect.SQLITE.blamesRecord(new SQLException("", null, 1299)))
                .isTrue();
        assertThat(Dialect.SQLITE.blamesRecord(new SQLException("", null, 5 | 2 << 8)))
                .isFalse();
    }

    @Test
    void limitsAreTheServersOwn() {
        assertThat(Dialect.POSTGRESQL.maxParameters()).isEqualTo(65_535);
        assertThat(Dialect.SQLITE.maxParameters()).isEqualTo(32_766);
        assertThat(Dialect.POSTGRESQL.blobType()).isEqualTo("bytea");
        assertThat(Dialect.SQLITE.blobType()).isEqualTo("blob");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void scalarsGoAsTheyAreAndWhatTheDriverDoesNotTakeGoesAsText(Dialect dialect) {
        assertThat(dialect.parameter(null)).isNull();
        assertThat(dialect.parameter("x")).isEqualTo("x");
        assertThat(dialect.parameter(1)).isEqualTo(1);
        assertThat(dialect.parameter(true)).isEqualTo(true);
        assertThat(dialect.parameter(new BigDecimal("1.10"))).isEqualTo(new BigDecimal("1.10"));
        assertThat(dialect.parameter(new BigInteger("123456789012345678901"))).isEqualTo("123456789012345678901");
        assertThat(dialect.parameter(JsonNodeFactory.instance.objectNode().put("a", "b")))
                .isEqualTo("{\"a\":\"b\"}");
    }

    @Test
    void timesAreWhatTheDatabaseStores() {
        Instant instant = Instant.parse("2025-01-02T03:04:05.006Z");
        LocalDate date = LocalDate.parse("2025-01-02");

        assertThat(Dialect.POSTGRESQL.parameter(instant)).isEqualTo(OffsetDateTime.parse("2025-01-02T03:04:05.006Z"));
        assertThat(Dialect.POSTGRESQL.parameter(date)).isEqualTo(date);
        assertThat(Dialect.SQLITE.parameter(instant)).isEqualTo("2025-01-02T03:04:05.006Z");
        assertThat(Dialect.SQLITE.parameter(date)).isEqualTo("2025-01-02");
    }
}
