package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The roles of {@code deploy/postgres/roles.sql}: one migrates, and the other can do what a run does and nothing else. */
class RolesIT {

    private static final String OWNER = "dromedary_owner";
    private static final String RUN = "dromedary_run";

    @TempDir
    private Path folder;

    private final PostgresServer postgres = Sandbox.postgres();
    private final String name = "roles_" + System.nanoTime();
    private String url;
    private JarProcess.Setup setup;

    @BeforeEach
    void prepare() throws IOException {
        url = postgres.createDatabase(name);
        String roles = Files.readString(Path.of("deploy/postgres/roles.sql"));
        postgres.execute(url, roles);
        postgres.execute(url, roles);
        KeysetFile.create(folder.resolve("letters.keyset"), KeysetKind.AES_GCM);
        setup = JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .withS3(Sandbox.s3().endpoint())
                .with("WAREHOUSE_URL", url)
                .with("STATE_URL", url)
                .with("DEAD_LETTERS_KEYSET", "letters.keyset")
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_QUEUE", name)
                .with("CATALOG_BUCKET", name.replace('_', '-'));
    }

    private JarProcess.Setup as(String role) {
        JarProcess.Setup chosen = setup.with("WAREHOUSE_USER", role).with("STATE_USER", role);
        return role.equals(RUN) ? chosen.with("WAREHOUSE_MIGRATE", "false").with("STATE_MIGRATE", "false") : chosen;
    }

    private void migrate() {
        JarProcess migration = as(OWNER).run("migrate", "--grant-to", RUN);
        assertThat(migration.output())
                .as(migration.errors())
                .isEqualTo("warehouse: the tables are up to date, and dromedary_run may use them\n"
                        + "state: the tables are up to date, and dromedary_run may use them\n");
        assertThat(migration.exitCode()).isZero();
    }

    private List<String> query(String role, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, role, "any");
                Statement statement = connection.createStatement()) {
            List<String> rows = new ArrayList<>();
            if (statement.execute(sql)) {
                for (ResultSet row = statement.getResultSet(); row.next(); ) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        }
    }

    @Test
    void allThatARunDoesIsDoneByTheRoleThatRuns() throws Exception {
        migrate();
        LoginSamples samples = new LoginSamples(3);
        String queue = Sandbox.sqs().createQueue(name);
        new MessageSender(Sandbox.sqs().client(), queue)
                .send(Stream.concat(Stream.generate(samples::good).limit(20), Stream.of("{\"foo\": 1}", "bar", "baz"))
                        .toList());
        S3Server s3 = Sandbox.s3();
        String bucket = name.replace('_', '-');
        s3.createBucket(bucket);
        s3.client()
                .putObject(request -> request.bucket(bucket).key("json/a.json"), RequestBody.fromString("{\"a\": 1}"));

        JarProcess run = as(RUN).run("run", "logins", "catalog", "--once");

        assertThat(run.output()).as(run.errors()).contains("logins: 20 stored, 0 duplicates, 3 dead letters");
        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(query(OWNER, "select count(*) from user_logins")).containsExactly("20");
        assertThat(query(OWNER, "select state from object_ledger")).containsExactly("COMPLETED");
        assertThat(query(OWNER, "select count(*) from runs where outcome = 'done'"))
                .containsExactly("2");
        assertThat(as(RUN).run("dead-letters", "replay", "--pipeline", "logins").output())
                .contains("0 landed, 3 failed again");
        assertThat(as(RUN).run("dead-letters", "discard", "--all-open", "--why", "test")
                        .errors())
                .isNotNull();
        assertThat(as(RUN).run("status").output()).contains("logins", "done");
    }

    @Test
    void theServerRefusesTheRoleThatRunsAllElse() throws Exception {
        migrate();
        postgres.execute(url, "create table elsewhere (a int)");
        for (String sql : List.of(
                "select * from user_logins",
                "select masked_ip from user_logins",
                "delete from user_logins",
                "update user_logins set locale = 'x'",
                "truncate user_logins",
                "drop table user_logins",
                "alter table user_logins add column x int",
                "create table mine (a int)",
                "create temporary table mine (a int)",
                "create schema mine",
                "select * from elsewhere",
                "drop table dead_letters",
                "truncate dead_letters",
                "insert into dromedary_state_history (installed_rank) values (99)",
                "delete from dromedary_warehouse_history",
                "create role another",
                "select pg_read_file('/etc/hostname')",
                "copy runs to program 'true'")) {
            assertThatThrownBy(() -> query(RUN, sql))
                    .as(sql)
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void everyTableOfTheStateIsGranted() throws Exception {
        migrate();

        assertThat(query(
                        OWNER,
                        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not"
                                + " has_table_privilege('dromedary_run', oid, 'insert')"))
                .containsExactlyInAnyOrder("dromedary_warehouse_history", "dromedary_state_history");
    }

    @Test
    void aRunWithoutMigrationsSaysWhatToDo() {
        // Nothing else is missing: what is found first is told.
        Sandbox.sqs().createQueue(name);
        JarProcess run = as(RUN).run("run", "logins", "--once");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors())
                .contains(
                        "dromedary: state: the tables are not there; run \"dromedary migrate state\" with the role that"
                                + " owns them");
    }

    @Test
    void wrongUseOfMigrateIsToldInOneLine() {
        for (List<String> bad : List.of(
                List.of(
                        "warehose",
                        "dromedary: there is no database \"warehose\" to migrate; there are warehouse, state;"),
                List.of("--grant-to=nobody_at_all", "dromedary: --grant-to nobody_at_all: warehouse: ERROR: role"))) {
            JarProcess run = as(OWNER).run("migrate", bad.get(0));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.errors()).startsWith(bad.get(1)).hasLineCount(1);
        }
    }
}
