package dev.dromedary.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A pool of connections to PostgreSQL or SQLite, set up so that a server which is silent is noticed, an error never
 * quotes a row, and a SQLite file survives a power cut. Connects when first asked and not before. Thread-safe.
 */
public final class Database implements AutoCloseable {

    private final String name;
    private final Dialect dialect;
    private final String url;
    private final boolean migrates;
    private volatile HikariDataSource pool;

    private Database(String name, Dialect dialect, boolean migrates, HikariDataSource pool) {
        this.name = name;
        this.dialect = dialect;
        this.migrates = migrates;
        this.url = pool.getJdbcUrl();
        this.pool = pool;
    }

    /**
     * From now on refuses to write, and makes no file: for who only looks. To be called before the first connection.
     *
     * <p>A SQLite file that nobody has open is read as it is, without the files that SQLite puts beside one that is in use.
     */
    public void restrictToReading() {
        HikariDataSource former = pool;
        pool = ReadOnlyPool.of(former, file());
        former.close();
    }

    /** Whether there is a database to ask: false for a file of SQLite that nobody has made yet. */
    public boolean exists() {
        return file().map(Files::exists).orElse(true);
    }

    /** Name for messages, such as {@code warehouse}. */
    public String name() {
        return name;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Whether who uses it may make and change its tables. */
    public boolean migrates() {
        return migrates;
    }

    /** The pool, for Camel's own components. */
    public DataSource dataSource() {
        return pool;
    }

    /**
     * Lets readers and the writer of a SQLite file work side by side, from now on and for all programs: only for a file
     * that is ours to change. Does nothing elsewhere.
     *
     * @throws SQLException if the file is read-only, or in use by others and not in that mode yet
     */
    public void useWriteAheadLog() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            reading(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("pragma journal_mode = wal");
                }
            });
        }
    }

    /** Whether it is the same PostgreSQL database, or the same file. */
    public boolean isSameAs(Database other) {
        return this == other || location().isPresent() && location().equals(other.location());
    }

    /** The URL, or the file; empty for a database in memory, of which each is another. */
    private Optional<String> location() {
        return dialect == Dialect.SQLITE ? file().map(Path::toString) : Optional.of(url);
    }

    private Optional<Path> file() {
        return dialect == Dialect.SQLITE ? sqliteFile(url) : Optional.empty();
    }

    private static Optional<Path> sqliteFile(String url) {
        String path = url.replaceFirst("^jdbc:sqlite:(file:)?", "").replaceFirst("\\?.*", "");
        return path.isEmpty() || path.startsWith(":")
                ? Optional.empty()
                : Optional.of(Path.of(path).toAbsolutePath().normalize());
    }

    /** Work on one connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Does work in one transaction: committed when it returns, rolled back when it throws.
     *
     * @throws SQLException what the work threw, or the pool, or the commit
     */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            begin(connection);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    /**
     * Reads without holding others up: on SQLite outside of a transaction, because one would take the write lock; on
     * PostgreSQL within one, because rows are only streamed there.
     *
     * @throws SQLException what the work threw, or the pool
     */
    public <T> T reading(Work<T> work) throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            return inTransaction(work);
        }
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        }
    }

    private void begin(Connection connection) throws SQLException {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            // SQLite's driver takes itself to be in a transaction even if the lock could not be had: whoever got the
            // connection next would commit each statement alone.
            pool.evictConnection(connection);
            throw e;
        }
    }

    private void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The transaction is gone, and so must the connection be; the first exception says why.
            pool.evictConnection(connection);
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Makes a {@link Database} from properties, as routes declare them. */
    public static final class Builder {

        private String name = "database";
        private String url;
        private String user;
        private String password;
        private int connections = 20;
        private boolean ours = true;
        private boolean migrate = true;
        private PostgresTls tls = PostgresTls.AS_THE_URL_SAYS;

        public void setName(String name) {
            this.name = name;
        }

        /** JDBC URL of PostgreSQL or SQLite. */
        public void setUrl(String url) {
            this.url = url;
        }

        /**
         * JDBC URL, or the path of a SQLite file, of a database that other programs use too: its journal is left as it
         * is, see {@link Database#useWriteAheadLog}.
         *
         * @throws ConfigurationException if it is another kind of URL
         */
        public void setSource(String source) {
            if (source.contains("://") && !source.startsWith("jdbc:")) {
                throw new ConfigurationException(name + ".database: neither a JDBC URL nor the path of a file");
            }
            this.url = source.startsWith("jdbc:") ? source : "jdbc:sqlite:" + source;
            this.ours = false;
        }

        public void setUser(String user) {
            this.user = user;
        }

        public void setPassword(String password) {
            this.password = password;
        }

        /** Connections at the most; of SQLite there is one, because it has one writer. */
        public void setConnections(int connections) {
            this.connections = connections;
        }

        /** Whether its tables are made and migrated by who uses it. */
        public void setMigrate(boolean migrate) {
            this.migrate = migrate;
        }

        /** How connections to PostgreSQL are encrypted. */
        public void setTls(PostgresTls tls) {
            this.tls = tls;
        }

        /** @throws ConfigurationException if the URL is of no known database, or does not go with TLS */
        public Database build() {
            Dialect dialect = dialect();
            tls.requireUseFor(dialect);
            HikariConfig config = new HikariConfig();
            config.setPoolName(name);
            config.setJdbcUrl(url);
            config.setUsername(user);
            config.setPassword(password);
            config.setMinimumIdle(0);
            config.setInitializationFailTimeout(-1);
            config.setConnectionTimeout(5_000);
            config.setValidationTimeout(3_000);
            return new Database(
                    name,
                    dialect,
                    migrate,
                    switch (dialect) {
                        case POSTGRESQL -> ServerPool.of(config, connections, ours, tls);
                        case SQLITE -> FilePool.of(config, ours, sqliteFile(url));
                    });
        }

        /** Names the setting, but not its value, which may hold a password. */
        private Dialect dialect() {
            try {
                return Dialect.of(url);
            } catch (ConfigurationException e) {
                throw new ConfigurationException(name + ".url: " + e.getMessage(), e);
            }
        }
    }
}
