package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Trap;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 2: what SQS may do to those who receive from it. */
@ExtendWith(Seed.class)
class QueueFaultsIT {

    private static final int RECORDS = 200;
    private static final Duration LONGER_THAN_THEY_ARE_INVISIBLE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    /** The first messages come again and again, after others that were sent later. */
    @Test
    void messagesAreDeliveredAgainAndOutOfOrder() {
        try (LoginsWorkload work = new LoginsWorkload(folder, Servers.SHARED)) {
            work.feed(RECORDS);
            AtomicInteger received = new AtomicInteger();
            work.queueFaults()
                    .add(
                            Trap.operation("ReceiveMessage")
                                    .and(request -> received.incrementAndGet() % 4 == 0 && received.get() < 60),
                            Fault.REPEAT_ANSWER);

            JarProcess run = work.startOnce();

            work.awaitEnd(run);
            assertThat(duplicates(run.output())).isPositive();
            work.expectEachRecordOnce();
        }
    }

    /** Nobody can extend anything, and the rows have to wait for longer than messages are invisible. */
    @Test
    void messagesBecomeVisibleWhileTheyAreWorkedOn() throws Exception {
        try (LoginsWorkload work = new LoginsWorkload(folder, Servers.SHARED)) {
            work.drain();
            work.queueFaults().add(Trap.operation("ChangeMessageVisibilityBatch"), Fault.CUT_BEFORE);
            try (Connection connection = work.sandbox().warehouse().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("lock table user_logins in access exclusive mode");
                work.feed(RECORDS);
                JarProcess first = work.start();
                JarProcess second = work.start();
                Workload.awaitLog(first, "Started logins");
                Workload.awaitLog(second, "Started logins");
                Workload.await().pollDelay(LONGER_THAN_THEY_ARE_INVISIBLE).until(first::isAlive);
                connection.rollback();
                work.awaitLanded(first);
                work.end(first);
                work.end(second);
                assertThat(duplicates(first.errors()) + duplicates(second.errors()))
                        .isPositive();
                work.drain();
            }
            work.expectEachRecordOnce();
        }
    }

    /** As the last of the lines says that count. */
    private static int duplicates(String text) {
        return Integer.parseInt(text.replaceFirst("(?s).* stored, (\\d+) duplicates.*", "$1"));
    }
}
