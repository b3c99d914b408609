package dev.dromedary.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.digest.Sha256;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

    @TempDir
    private Path folder;

    @Test
    void itStaysAsTheFolderWasUntilItIsClosed() throws IOException {
        write("a.camel.yaml", "one");
        write("schemas/b.json", "two");
        write("sql/insert.txt", "three");
        write("own/c.sql", "four");
        write("data/state.db", "data");
        write("products.csv", "data");
        write(".git/config.json", "hidden");
        write("schemas/.b.json.swp", "hidden");

        Snapshot snapshot = Snapshot.of(folder);
        write("a.camel.yaml", "another");

        assertThat(snapshot.folder().resolve("a.camel.yaml")).hasContent("one");
        assertThat(snapshot.folder().resolve("schemas/b.json")).hasContent("two");
        assertThat(snapshot.digests())
                .containsOnlyKeys("a.camel.yaml", "schemas/b.json", "sql/insert.txt", "own/c.sql")
                .containsEntry("schemas/b.json", Sha256.of("two"));
        snapshot.close();
        assertThat(snapshot.folder()).doesNotExist();
    }

    @Test
    void linksAreFollowedAndCirclesAreNot() throws IOException {
        write("..data/a.camel.yaml", "one");
        Files.createSymbolicLink(folder.resolve("a.camel.yaml"), Path.of("..data", "a.camel.yaml"));
        Files.createSymbolicLink(folder.resolve("circle"), folder);

        try (Snapshot snapshot = Snapshot.of(folder)) {
            assertThat(snapshot.digests()).containsOnlyKeys("a.camel.yaml");
            assertThat(snapshot.folder().resolve("a.camel.yaml")).hasContent("one");
        }
    }

    @Test
    void aFolderThatHoldsOtherThingsTooIsRefused() throws IOException {
        write("data.db", "x".repeat(17 << 20));
        Snapshot.of(folder).close();
        write("data.json", "x".repeat(17 << 20));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Snapshot.of(folder))
                .withMessageContainingAll("routes.watch", "16 MiB", "a folder of their own");
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Snapshot.of(folder.resolve("absent")))
                .withMessageContaining("absent");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
