package dev.dromedary.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

    @TempDir
    private Path folder;

    @Test
    void eachChangeIsToldOnce() throws Exception {
        Path file = folder.resolve("application.properties");
        FileWatch watch = new FileWatch(file);
        assertThat(watch.change()).isEmpty();

        Files.writeString(file, "a=1");
        await().until(() -> watch.change().isPresent());
        Files.writeString(file, "a=1\nb=2");
        await().until(() -> watch.change().isPresent());
        Files.delete(file);
        await().until(() -> watch.change().isPresent());

        assertThat(watch.change()).isEmpty();
    }
}
