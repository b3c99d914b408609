package dev.dromedary.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path base;

    @Test
    void whateverWayAFileChangesIsToldOnce() throws IOException {
        Path folder = Files.createDirectory(base.resolve("routes"));
        try (FolderWatch watch = FolderWatch.of(folder)) {
            assertThat(watch.change()).isEmpty();

            Files.writeString(folder.resolve("a.camel.yaml"), "new");
            awaitChange(watch);
            assertThat(watch.change()).isEmpty();

            Path young = Files.writeString(base.resolve("young"), "renamed");
            Files.move(young, folder.resolve("a.camel.yaml"), StandardCopyOption.ATOMIC_MOVE);
            awaitChange(watch);

            Files.delete(folder.resolve("a.camel.yaml"));
            awaitChange(watch);
        }
    }

    @Test
    void foldersThatComeLaterAreWatchedToo() throws IOException {
        Path folder = Files.createDirectory(base.resolve("routes"));
        try (FolderWatch watch = FolderWatch.of(folder)) {
            Path schemas = Files.createDirectory(folder.resolve("schemas"));
            awaitChange(watch);

            Files.writeString(schemas.resolve("b"), "new");
            awaitChange(watch);
        }
    }

    @Test
    void aFolderThatIsReplacedIsWatchedAgain() throws IOException {
        Path folder = Files.createDirectory(base.resolve("routes"));
        try (FolderWatch watch = FolderWatch.of(folder)) {
            Files.delete(folder);
            Files.createDirectory(folder);

            // The folder's going and coming is told at the most twice; the rest are the file's changes.
            AtomicInteger told = new AtomicInteger();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
                boolean changed = watch.change().isPresent();
                Files.writeString(folder.resolve("a.camel.yaml"), "new");
                return changed && told.incrementAndGet() == 5;
            });
        }
    }

    /** With --routes . the folder may hold what the pipelines read and write. */
    @Test
    void dataThatIsWrittenAllTheTimeIsNoChange() throws IOException {
        Path folder = Files.createDirectories(base.resolve("routes/data")).getParent();
        AtomicInteger written = new AtomicInteger();
        try (FolderWatch watch = FolderWatch.of(folder)) {
            Files.writeString(folder.resolve("a.camel.yaml"), "new");
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
                Files.writeString(folder.resolve("state.db-wal"), "row " + written.incrementAndGet());
                Files.writeString(folder.resolve("data/products.csv"), "row " + written.get());
                return watch.change().isPresent();
            });

            Files.writeString(folder.resolve("data/products.csv"), "row");
            Files.createDirectory(folder.resolve("schemas"));
            awaitChange(watch);
        }
    }

    @Test
    void whatIsNoFolderIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> FolderWatch.of(base.resolve("absent")))
                .withMessageContainingAll("routes.watch", "absent");
    }

    private static void awaitChange(FolderWatch watch) {
        await().atMost(PATIENCE).until(() -> watch.change().isPresent());
    }
}
