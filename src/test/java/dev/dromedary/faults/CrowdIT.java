package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Wire.Loss;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Invariant 2: several processes do the same work, and one of them stands still (SIGSTOP) in the middle of it for longer than
 * what it has in hands stays its own.
 */
@ExtendWith(Seed.class)
class CrowdIT {

    private static final int RECORDS = 300;
    private static final int PROCESSES = Seed.LONG ? 4 : 2;

    /** Messages are invisible, and objects leased, for 3 s. */
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    /** In the middle of a transaction, which holds up who inserts the same rows; or before it completes an upload. */
    @ParameterizedTest
    @EnumSource(names = {"LOGINS", "CATALOG"})
    void othersTakeOverWhatAFrozenOneHolds(Pipeline pipeline) throws SQLException {
        try (Workload work = pipeline.open(folder, Servers.SHARED_WITH_STATE)) {
            if (work instanceof LoginsWorkload logins) {
                // What is ours is half a minute, which is too long for every build.
                endTransactionsAfter(logins, Seed.LONG ? "0" : "2s");
            }
            work.feed(RECORDS);
            JarProcess frozen = work.start();
            Moment moment = work.moment(pipeline == Pipeline.LOGINS ? "inserts" : "CompleteMultipartUpload");
            Workload.await(moment.at(1, Loss.NOTHING, frozen::freeze), frozen);
            work.forgive();
            List<JarProcess> others =
                    Stream.generate(work::start).limit(PROCESSES - 1).toList();
            work.feed(RECORDS);
            work.awaitLanded(others.get(0));
            Workload.await().pollDelay(LONGER_THAN_A_LEASE).until(frozen::isAlive);

            frozen.thaw();

            work.feed(RECORDS);
            work.awaitLanded(frozen);
            work.end(frozen);
            others.forEach(work::end);
            work.drain();
            work.expectEachRecordOnce();
        }
    }

    private static void endTransactionsAfter(LoginsWorkload work, String time) throws SQLException {
        Object database =
                work.sandbox().query("select current_database() as n").get(0).get("n");
        work.sandbox()
                .execute("alter database " + database + " set idle_in_transaction_session_timeout = '" + time + "'");
    }

    /** Of those that publish one goes on: whoever came last. */
    @Test
    void aPublisherThatWasFrozenIsFencedByWhoCameAfterIt() {
        try (Workload work = Pipeline.PRODUCTS.open(folder)) {
            work.feed(RECORDS);
            JarProcess frozen = work.start();
            Moment commit = work.moment("EndTxn");
            Workload.await(commit.at(2, Loss.REQUEST, frozen::freeze), frozen);
            work.forgive();
            JarProcess next = work.start();
            work.awaitLanded(next);

            frozen.thaw();

            work.feed(RECORDS);
            assertThat(frozen.awaitExit(Workload.PATIENCE)).as(frozen.errors()).isEqualTo(1);
            assertThat(frozen.errors()).contains("another process runs pipeline products");
            work.awaitLanded(next);
            work.end(next);
            work.expectEachRecordOnce();
        }
    }
}
