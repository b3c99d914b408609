package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.settings.Settings;
import dev.dromedary.watch.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditionTest {

    @TempDir
    private Path folder;

    @Test
    void aPipelineIsMadeOfItsFileTheSharedOnesAndTheFilesThatTheseName() throws IOException {
        write("orders.camel.yaml", "# schemas/order.schema.json");
        write("bills.camel.yaml", "# schemas/bill.schema.json");
        write("schemas/order.schema.json", "{}");
        write("README.md", "words");
        String before = fingerprint();

        write("README.md", "other words");
        write("bills.camel.yaml", "# other");
        write("schemas/bill.schema.json", "{}");
        assertThat(fingerprint()).isEqualTo(before);

        write("schemas/order.schema.json", "{ }");
        String schema = fingerprint();
        write("orders.camel.yaml", "# schemas/order.schema.json, edited");
        String own = fingerprint();
        write("failures.camel.yaml", "# own");
        String shared = fingerprint();
        assertThat(List.of(before, schema, own, shared)).doesNotHaveDuplicates();
    }

    @Test
    void aFileThatASettingNamesCounts() throws IOException {
        write("orders.camel.yaml", "# {{orders.schema}}");
        write("own.json", "{}");
        String before = fingerprint();

        write("own.json", "{ }");

        assertThat(fingerprint()).isNotEqualTo(before);
    }

    private String fingerprint() {
        try (Snapshot snapshot = Snapshot.of(folder)) {
            return new Edition(
                            snapshot,
                            RouteFolder.open(Optional.of(snapshot.folder())),
                            Settings.defaults().with("orders.schema", "own.json"),
                            Set.of("orders"),
                            Map.of())
                    .fingerprint("orders");
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
