package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.logins.LoginsSandbox;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.SmallDisk;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 3: what a PostgreSQL does to those who write to it blames no record, and is waited for by one process. */
@ExtendWith(Seed.class)
class PostgresFaultsIT {

    private static final int RECORDS = 500;

    @TempDir
    private Path folder;

    private LoginsWorkload work;
    private LoginsSandbox sandbox;
    private JarProcess run;

    /** A first part has landed. */
    @BeforeEach
    void start() {
        work = new LoginsWorkload(folder, Servers.SHARED);
        sandbox = work.sandbox();
        work.feed(RECORDS);
        run = work.start();
        work.awaitLanded(run);
    }

    @AfterEach
    void close() {
        work.close();
    }

    private long number(String sql) throws SQLException {
        return ((Number) sandbox.query(sql).get(0).get("n")).longValue();
    }

    private void terminateConnections() throws SQLException {
        sandbox.query("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    private void awaitWaiting(int from) {
        Workload.await().until(() -> run.errors().substring(from).contains("waits and tries again") || !run.isAlive());
        assertThat(run.isAlive()).as(run.errors()).isTrue();
    }

    private void expectAllLandedByTheSameProcess() {
        work.awaitLanded(run);
        work.end(run);
        work.expectEachRecordOnce();
    }

    @Test
    void connectionsAreTerminatedAndTheDatabaseIsReadOnly() throws Exception {
        for (int times = 0; times < 5; times++) {
            work.feed(RECORDS);
            work.awaitProgress(run);
            terminateConnections();
        }
        String database =
                sandbox.query("select current_database() as n").get(0).get("n").toString();
        sandbox.execute("alter database " + database + " set default_transaction_read_only = on");
        terminateConnections();
        int before = run.errors().length();
        work.feed(RECORDS);
        awaitWaiting(before);

        sandbox.execute(
                "begin read write; alter database " + database + " set default_transaction_read_only = off; commit");
        terminateConnections();

        expectAllLandedByTheSameProcess();
    }

    /** Longer than messages are invisible for (3 s). */
    @Test
    void theTableIsLocked() throws Exception {
        try (Connection connection = sandbox.warehouse().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table user_logins in access exclusive mode");
            work.feed(RECORDS);
            Workload.await().until(() -> number("select count(*) as n from pg_locks where not granted") > 0);
            Workload.await()
                    .pollDelay(Duration.ofSeconds(5))
                    .until(() -> number("select count(*) as n from pg_locks where not granted") > 0);
            connection.rollback();
        }
        expectAllLandedByTheSameProcess();
    }

    @Test
    void transactionsCannotBeSerialized() throws Exception {
        sandbox.execute("create sequence tries");
        sandbox.execute("""
                create function refuse() returns trigger language plpgsql as $$
                begin
                    if nextval('tries') <= 6 then
                        raise exception 'could not serialize' using errcode = case when random() < 0.5 then '40001' else '40P01' end;
                    end if;
                    return new;
                end $$""");
        sandbox.execute("create trigger refuse before insert on user_logins for each row execute function refuse()");

        work.feed(RECORDS);

        expectAllLandedByTheSameProcess();
        assertThat(number("select last_value as n from tries")).isGreaterThan(6);
    }

    @Test
    void theDiskIsFull() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 16)) {
            sandbox.execute("create tablespace " + space() + " location '" + disk.path() + "'");
            sandbox.execute("alter table user_logins set tablespace " + space());
            sandbox.execute("create table filler (words text) tablespace " + space());
            assertThatThrownBy(() -> fill(1_000)).hasMessageContaining("No space left on device");
            assertThatThrownBy(() -> fill(1)).hasMessageContaining("No space left on device");
            int before = run.errors().length();
            work.feed(RECORDS);
            awaitWaiting(before);

            sandbox.execute("drop table filler");

            work.awaitLanded(run);
            work.end(run);
            work.expectEachRecordOnce();
            sandbox.execute("alter table user_logins set tablespace pg_default");
            sandbox.execute("drop tablespace " + space());
        }
    }

    private String space() {
        return "space_" + Math.abs(sandbox.warehouseUrl().hashCode());
    }

    private void fill(int rows) throws SQLException {
        while (true) {
            sandbox.execute("insert into filler select repeat('x', 1800) from generate_series(1, " + rows + ")");
        }
    }
}
