package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePoolTest {

    @TempDir
    private Path folder;

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void use(Database database) throws Exception {
        try (database) {
            database.inTransaction(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("create table if not exists t (a int)");
                }
            });
        }
    }

    @Test
    void whatWeMakeIsForTheOwnerAlone() throws Exception {
        Path file = folder.resolve("data/state.db");
        Database.Builder builder = new Database.Builder();
        builder.setUrl("jdbc:sqlite:" + file);
        Database database = builder.build();
        assertThat(folder).isEmptyDirectory();

        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("create table t (a int)");
            }
        });

        assertThat(mode(file.getParent())).isEqualTo("rwx------");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("data/state.db-wal"))).isEqualTo("rw-------");
        use(database);
    }

    @Test
    void whatIsThereKeepsItsMode() throws Exception {
        Path file = Files.createFile(
                folder.resolve("state.db"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        Database.Builder builder = new Database.Builder();
        builder.setUrl("jdbc:sqlite:" + file);

        use(builder.build());

        assertThat(mode(file)).isEqualTo("rw-r-----");
    }
}
