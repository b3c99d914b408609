package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Wire.Loss;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM under load; of the other pipelines {@code LoginsSignalIT} and {@code CatalogSignalIT} show it. */
@ExtendWith(Seed.class)
class SignalIT {

    private static final int RECORDS = 2_000;

    @TempDir
    private Path folder;

    /** What was committed counts for the process that was asked to end, and the next one sends the rest alone. */
    @Test
    void aPublisherFinishesWhatIsInFlight() {
        try (Workload work = Pipeline.PRODUCTS.open(folder)) {
            work.feed(RECORDS);
            JarProcess run = work.start();
            Workload.await(work.moment("EndTxn").at(4, Loss.NOTHING, run::terminate), run);
            work.awaitEnd(run);
            int before = sent(run.errors());

            JarProcess rest = work.startOnce();

            work.awaitEnd(rest);
            assertThat(rest.output()).contains(" 0 duplicates");
            assertThat(before).isPositive();
            assertThat(before + sent(rest.output())).isEqualTo(work.expected());
            work.expectEachRecordOnce();
        }
    }

    private static int sent(String text) {
        return Integer.parseInt(text.replaceFirst("(?s).*products: (\\d+) stored.*", "$1"));
    }
}
