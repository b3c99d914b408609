package dev.dromedary.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/** Makes pools whose connections refuse to write. */
final class ReadOnlyPool {

    /** Where the header of a SQLite file says how it is written, and what stands there for a write-ahead log. */
    private static final int WRITE_VERSION = 18;

    private static final int WRITE_AHEAD_LOG = 2;

    private static final int BUSY_TIMEOUT_MS = 4_000;

    private ReadOnlyPool() {}

    /** @param file the file of SQLite, if it is one */
    static HikariDataSource of(HikariConfig writing, Optional<Path> file) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(writing.getPoolName());
        config.setJdbcUrl(writing.getJdbcUrl());
        config.setUsername(writing.getUsername());
        config.setPassword(writing.getPassword());
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(writing.getMaximumPoolSize());
        config.setInitializationFailTimeout(writing.getInitializationFailTimeout());
        config.setConnectionTimeout(writing.getConnectionTimeout());
        config.setValidationTimeout(writing.getValidationTimeout());
        config.setReadOnly(true);
        if (file.isPresent()) {
            SQLiteConfig sqlite = new SQLiteConfig();
            sqlite.setReadOnly(true);
            sqlite.setBusyTimeout(BUSY_TIMEOUT_MS);
            // Asked for as it is everywhere else, because this finds out at once what is no database.
            sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setDataSourceProperties(sqlite.toProperties());
            immutable(file.get()).ifPresent(config::setJdbcUrl);
        } else {
            config.setDataSourceProperties(writing.getDataSourceProperties());
        }
        return new HikariDataSource(config);
    }

    /**
     * The URL of a file that is in nobody's use. SQLite could not read one with a write-ahead log else without putting two
     * files beside it.
     */
    private static Optional<String> immutable(Path file) {
        boolean inUse = Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
        return inUse || !hasWriteAheadLog(file)
                ? Optional.empty()
                : Optional.of("jdbc:sqlite:file:" + file.toUri().getRawPath() + "?immutable=1");
    }

    private static boolean hasWriteAheadLog(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(WRITE_VERSION + 1);
            return header.length > WRITE_VERSION && header[WRITE_VERSION] == WRITE_AHEAD_LOG;
        } catch (IOException e) {
            // Whoever opens it says what is wrong with it.
            return false;
        }
    }
}
