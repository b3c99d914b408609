package dev.dromedary.csv;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.deadletter.LetterBox;
import dev.dromedary.digest.Sha256;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a CSV file into a SQLite table by key, in one transaction: whole or absent (invariant 6). A file that was loaded
 * already is left alone. The table is made where there is none, with the columns of the header; rows that the file lacks
 * stay in it; of those that it has, only those that differ are touched. Rows at fault become dead letters, which are
 * durable before the load is (invariants 1 and 3). Memory does not grow with the file (invariant 5).
 *
 * <p>The dead letters are in another file than the table, because SQLite has one writer at a time. Thread-safe; the
 * database has one connection, so one load waits for another.
 */
public final class CsvLoad {

    private static final Logger LOG = LoggerFactory.getLogger(CsvLoad.class);
    private static final Loaded NOTHING = new Loaded(false, 0, 0, 0);

    /**
     * What a load did.
     *
     * @param changed whether there was anything to load: false if the file is absent, or was loaded already
     * @param rows rows of the file that are in the table
     * @param touched how many of them were inserted or updated
     * @param rejected rows of the file that are dead letters
     */
    public record Loaded(boolean changed, long rows, long touched, long rejected) {}

    private final Path file;
    private final Database database;
    private final TableShape shape;
    private final LoadMemory memory;
    private final LetterBox deadLetters;
    private final String pipeline;

    private CsvLoad(Path file, Database database, TableShape shape, LetterBox deadLetters, String pipeline) {
        this.file = file;
        this.database = database;
        this.shape = shape;
        this.memory = new LoadMemory(shape.table());
        this.deadLetters = deadLetters;
        this.pipeline = pipeline;
    }

    /** The file that is loaded, whether it is there or not. */
    public Path file() {
        return file;
    }

    /**
     * Loads the file as it is now.
     *
     * @throws ConfigurationException if there is a file, but the database is not SQLite
     * @throws CsvFileException if the file as a whole cannot be loaded; nothing has changed then
     * @throws UnavailableException if the database or the dead letters cannot take it now, or the thread is interrupted;
     *     the table has not changed then, unless it was the answer to the commit that got lost
     */
    public Loaded load() {
        return load(rejections -> {});
    }

    /** As {@link #load()}, and tells of the rows that have become dead letters, some at a time, before it commits. */
    public Loaded load(Consumer<List<Rejection>> buried) {
        if (database.dialect() != Dialect.SQLITE) {
            return refuse();
        }
        long startedAt = System.nanoTime();
        try {
            Optional<String> last = database.reading(memory::sha256);
            if (last.isPresent() && last.get().equals(Sha256.of(file))) {
                return NOTHING;
            }
            LOG.info("Loading {} ({} MiB) into {}", file, Files.size(file) >> 20, shape.table());
            Loaded loaded = loadFile(buried);
            LOG.info(
                    "Loaded {} into {}: {} rows, {} changed, {} dead letters, {} s",
                    file,
                    shape.table(),
                    loaded.rows(),
                    loaded.touched(),
                    loaded.rejected(),
                    seconds(System.nanoTime() - startedAt));
            return loaded;
        } catch (NoSuchFileException e) {
            // No file is no fault: there will be one some day, and nobody took rows back.
            return NOTHING;
        } catch (IOException e) {
            throw unreadable(e);
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause());
        } catch (TableMismatchException e) {
            throw new CsvFileException(file, e.getMessage());
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    /**
     * The rows of the file as it is now, without loading it; empty if there is nothing to load. The caller closes them.
     *
     * @param mostRejections after how many rows at fault reading ends
     * @throws ConfigurationException if there is a file, but the database is not SQLite
     * @throws CsvFileException if the file as a whole would not be loaded
     */
    public Optional<FileRows> unloaded(int mostRejections) throws IOException, SQLException {
        if (database.dialect() != Dialect.SQLITE) {
            refuse();
            return Optional.empty();
        }
        try {
            boolean there = database.exists();
            Optional<String> last = there ? database.reading(memory::sha256) : Optional.empty();
            if (last.isPresent() && last.get().equals(Sha256.of(file))) {
                return Optional.empty();
            }
            requireFile();
            List<String> table = there ? database.reading(shape::definitions) : List.of();
            return Optional.of(FileRows.open(file, shape, table, mostRejections));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Takes rows that a load has rejected.
     *
     * @param condition what they must fulfil beside
     */
    public RowRetry retry(Optional<RetryCondition> condition) {
        return new RowRetry(file, database, shape, condition, deadLetters, pipeline);
    }

    private Loaded refuse() {
        if (Files.exists(file)) {
            throw new ConfigurationException("a file is only loaded into SQLite, but " + database.name()
                    + " is another database: name a SQLite file, or remove " + file);
        }
        return NOTHING;
    }

    private Loaded loadFile(Consumer<List<Rejection>> buried) throws IOException, SQLException {
        requireFile();
        try (CsvRows rows = CsvRows.open(file)) {
            database.useWriteAheadLog();
            Columns columns = Columns.of(file, rows.header(), shape);
            RejectedRows rejected = new RejectedRows(deadLetters, pipeline, buried);
            return database.inTransaction(connection -> {
                TableLoad load = new TableLoad(connection, memory, columns, rows.origin(), rejected);
                return PageCache.enlarged(connection, enlarged -> load.run(rows));
            });
        }
    }

    private void requireFile() {
        if (Files.isDirectory(file)) {
            throw new CsvFileException(file, "this is a folder; name a file");
        }
    }

    private CsvFileException unreadable(IOException e) {
        return new CsvFileException(
                file, "the file cannot be read (" + e.getClass().getSimpleName() + "); check its permissions");
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", Duration.ofNanos(nanos).toMillis() / 1000.0);
    }

    /** Makes a {@link CsvLoad} from properties, as routes declare them. */
    public static final class Builder {

        private String file;
        private Database database;
        private String table;
        private String key;
        private String decimals;
        private String integers;
        private LetterBox deadLetters;
        private String pipeline;

        public void setFile(String file) {
            this.file = file;
        }

        /** The database of the table. Only SQLite is loaded; on another there must be no file. */
        public void setDatabase(Database database) {
            this.database = database;
        }

        public void setTable(String table) {
            this.table = table;
        }

        /** Name of the column whose values tell rows apart. */
        public void setKey(String key) {
            this.key = key;
        }

        /** Names of the columns of decimal numbers, separated by commas; they are kept as they are written. */
        public void setDecimals(String decimals) {
            this.decimals = decimals;
        }

        /** Names of the columns of integers of 64 bits, separated by commas. */
        public void setIntegers(String integers) {
            this.integers = integers;
        }

        public void setDeadLetters(LetterBox deadLetters) {
            this.deadLetters = deadLetters;
        }

        /** Name under which dead letters are kept. */
        public void setPipeline(String pipeline) {
            this.pipeline = pipeline;
        }

        /** @throws ConfigurationException if a property is missing or cannot be so */
        public CsvLoad build() {
            if (file == null || file.isBlank() || database == null || deadLetters == null || pipeline == null) {
                throw new ConfigurationException("CsvLoad needs the properties \"file\", \"database\", \"table\","
                        + " \"key\", \"deadLetters\" and \"pipeline\"");
            }
            if (database.dialect() == Dialect.SQLITE && deadLetters.areIn(database)) {
                throw new ConfigurationException(
                        "the dead letters (state.url) are in the same SQLite file as the table " + table
                                + ", which has one writer; choose another file for one of them");
            }
            TableShape shape = TableShape.of(table, key, decimals, integers);
            return new CsvLoad(Path.of(file), database, shape, deadLetters, pipeline);
        }
    }
}
