package dev.dromedary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InsertTemplateTest {

    @Test
    void theLoginStatementIsCutAtItsValues() throws IOException {
        InsertTemplate template = InsertTemplate.parse("insert-login.sql", resource("/sql/insert-login.sql"));

        assertThat(template.parameters())
                .containsExactly(
                        "user_id",
                        "device_type",
                        "masked_ip",
                        "masked_device_id",
                        "locale",
                        "app_version",
                        "source.date",
                        "source.id");
        assertThat(flat(template.forRows(2)))
                .isEqualTo("insert into user_logins (user_id, device_type, masked_ip, masked_device_id, locale,"
                        + " app_version, create_date, message_id) values (?, ?, ?, ?, ?, ?, ?, ?),(?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (message_id) do nothing");
    }

    @Test
    void theValuesAreRepeatedForSoManyRows() {
        InsertTemplate template = parse("insert into t (a, b) values (:#a, :#b) on conflict do nothing");

        assertThat(template.forRows(1)).isEqualTo("insert into t (a, b) values (?, ?) on conflict do nothing");
        assertThat(template.forRows(3))
                .isEqualTo("insert into t (a, b) values (?, ?),(?, ?),(?, ?) on conflict do nothing");
        assertThat(template.forRows(500).chars().filter(c -> c == '?')).hasSize(1000);
    }

    @Test
    void aParameterMayStandTwice() {
        assertThat(parse("insert into t values (:#a, :#b, :#a)").parameters()).containsExactly("a", "b", "a");
    }

    @Test
    void aSemicolonAtTheEndGoes() {
        assertThat(parse("insert into t values (:#a);\n").forRows(2)).isEqualTo("insert into t values (?),(?)");
        assertThat(parse("insert into t values (:#a) on conflict do nothing ; ").forRows(1))
                .isEqualTo("insert into t values (?) on conflict do nothing ");
    }

    @Test
    void valuesMayBeWrittenInAnyCaseAndWithoutABlank() {
        assertThat(parse("INSERT INTO t VALUES(:#a)").forRows(2)).isEqualTo("INSERT INTO t values (?),(?)");
        assertThat(parse("insert into t Values\n(:#a)").forRows(2)).isEqualTo("insert into t values (?),(?)");
    }

    @Test
    void aColumnMayTravelAsAnArray() {
        assertThat(parse("insert into t (a, b) values (:#a, lower(:#b)) on conflict do nothing")
                        .forArrays(List.of("int4", "varchar")))
                .isEqualTo("insert into t (a, b) select parameter_0, lower(parameter_1)"
                        + " from unnest(?::text[]::int4[], ?::text[]::varchar[]) as rows_to_insert(parameter_0, parameter_1)"
                        + " on conflict do nothing");
    }

    @Test
    void commentsGo() {
        InsertTemplate template = parse("""
                -- values (:#not_this)
                insert into t -- it's a table
                values (:#a, -- one )
                        :#b)
                -- the end :#c
                """);

        assertThat(template.parameters()).containsExactly("a", "b");
        assertThat(flat(template.forRows(2))).isEqualTo("insert into t values (?, ?),(?, ?)");
    }

    @Test
    void parenthesesMayNest() {
        assertThat(parse("insert into t values (lower(trim(:#a)), coalesce(:#b, (1))) returning (id)")
                        .forRows(2))
                .isEqualTo("insert into t values (lower(trim(?)), coalesce(?, (1))),(lower(trim(?)), coalesce(?, (1)))"
                        + " returning (id)");
    }

    @Test
    void quotedParenthesesAreText() {
        assertThat(parse("insert into t values (:#a, ')', 'it''s (', :#b) returning ')('")
                        .forRows(2))
                .isEqualTo("insert into t values (?, ')', 'it''s (', ?),(?, ')', 'it''s (', ?) returning ')('");
    }

    @Test
    void castsStay() {
        InsertTemplate template = parse("insert into t values (:#x::jsonb, cast(:#y_2 as date), :#source.id::text)");

        assertThat(template.parameters()).containsExactly("x", "y_2", "source.id");
        assertThat(template.forRows(1)).isEqualTo("insert into t values (?::jsonb, cast(? as date), ?::text)");
    }

    @Test
    void aColumnMayBeNamedLikeTheKeyword() {
        assertThat(parse("insert into t (my_values, valuesx) values (:#a, 1)").forRows(2))
                .isEqualTo("insert into t (my_values, valuesx) values (?, 1),(?, 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- values (:#a)",
                "insert into t select :#a",
                "insert into t default values",
                "delete from t"
            })
    void aStatementWithoutValuesIsRefused(String sql) {
        refused(sql, "own.sql must be an INSERT with VALUES (…)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t values (1)",
                "insert into t values (?)",
                "insert into t values (:a)",
                "insert into t values (:#a) on conflict (id) do update set a = :#a",
                "insert into t values (:#a), (:#b)",
                "with x as (select :#y) insert into t values (:#a)"
            })
    void parametersStandInTheValuesAndNowhereElse(String sql) {
        refused(sql, "own.sql must have its parameters (:#name) within VALUES (…)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"insert into t values (:#a", "insert into t values (lower(:#a)", "insert into t values (:#a, ')"
            })
    void valuesThatAreNeverClosedAreRefused(String sql) {
        refused(sql, "own.sql has a VALUES ( that is never closed");
    }

    private static void refused(String sql, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse(sql))
                .withMessage(message);
    }

    private static InsertTemplate parse(String sql) {
        return InsertTemplate.parse("own.sql", sql);
    }

    private static String flat(String sql) {
        return sql.replaceAll("\\s+", " ");
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = InsertTemplateTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
