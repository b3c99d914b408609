package dev.dromedary.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The pool of a SQLite file. The file and its folder are made when the first connection is asked for and not before: of a
 * database of ours, for the owner alone, and SQLite's files beside it are made alike. Thread-safe.
 */
final class FilePool extends HikariDataSource {

    private final Path file;
    private final boolean ours;
    private volatile boolean made;

    private FilePool(HikariConfig config, Path file, boolean ours) {
        super(config);
        this.file = file;
        this.ours = ours && file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * @param ours whether the file's journal and its mode are ours to choose
     * @param file empty for a database in memory
     */
    static HikariDataSource of(HikariConfig config, boolean ours, Optional<Path> file) {
        config.setMaximumPoolSize(1);
        SQLiteConfig sqlite = new SQLiteConfig();
        if (ours) {
            sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        }
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        // Less than the pool waits for a connection, so that it is told why there is none.
        sqlite.setBusyTimeout(4_000);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        sqlite.toProperties().forEach((key, value) -> config.addDataSourceProperty(key.toString(), value));
        return file.isPresent() ? new FilePool(config, file.get(), ours) : new HikariDataSource(config);
    }

    /** @throws ConfigurationException if the folder cannot be made */
    @Override
    public Connection getConnection() throws SQLException {
        if (!made) {
            try {
                make();
            } catch (IOException e) {
                throw new ConfigurationException(file + " cannot be made: " + e.getMessage(), e);
            }
            made = true;
        }
        return super.getConnection();
    }

    private void make() throws IOException {
        if (!ours) {
            Files.createDirectories(file.getParent());
            return;
        }
        Files.createDirectories(file.getParent(), mode("rwx------"));
        try {
            Files.createFile(file, mode("rw-------"));
        } catch (FileAlreadyExistsException e) {
            // It keeps its mode, which may have been chosen.
            made = true;
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
