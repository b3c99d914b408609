package dev.dromedary.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.dromedary.batch.RecordRejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Whatever a file is: rows, or a fault with its line; and reading comes to an end. */
class CsvRowsFuzzTest {

    private static final TableShape SHAPE = new TableShape("things", "id", Set.of("price"), Set.of("count"));

    @FuzzTest
    void fuzzFile(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".csv");
        try {
            Files.write(file, input);
            read(file, input.length);
        } finally {
            Files.delete(file);
        }
    }

    private static void read(Path file, int bytes) throws IOException {
        try (CsvRows rows = CsvRows.open(file)) {
            Columns columns = Columns.of(file, rows.header(), SHAPE);
            int count = 0;
            while (rows.next()) {
                count++;
                try {
                    assertThat(rows.row(columns).line()).isPositive();
                } catch (RecordRejectedException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
            assertThat(count).as("rows of %d bytes", bytes).isLessThanOrEqualTo(bytes);
        } catch (CsvFileException e) {
            assertThat(e.getMessage()).contains(file.getFileName().toString());
        }
    }
}
