package dev.dromedary.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/** The pool of a SQLite file, whose folder is made when the first connection is asked for and not before. Thread-safe. */
final class FilePool extends HikariDataSource {

    private final Path folder;
    private volatile boolean made;

    private FilePool(HikariConfig config, Path folder) {
        super(config);
        this.folder = folder;
    }

    /**
     * @param ours whether the file's journal may be changed
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
        Optional<Path> folder = file.map(Path::getParent);
        return folder.isPresent() ? new FilePool(config, folder.get()) : new HikariDataSource(config);
    }

    /** @throws ConfigurationException if the folder cannot be made */
    @Override
    public Connection getConnection() throws SQLException {
        if (!made) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new ConfigurationException("the folder " + folder + " cannot be made: " + e.getMessage(), e);
            }
            made = true;
        }
        return super.getConnection();
    }
}
