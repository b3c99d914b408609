package dev.dromedary.deadletter;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.Migrations;
import dev.dromedary.digest.Sha256;
import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that could not be stored, in the state database: metadata in clear, payload encrypted (invariant 4). A
 * record that comes again is the same letter (invariant 2). Thread-safe.
 */
public final class DeadLetters implements Requirement {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private static final String COLUMNS =
            "id, pipeline, source_id, reason, path, detail, attempts, sent_at, failed_at, key_id";

    private static final String UPSERT = "insert into dead_letters (" + COLUMNS + ", payload)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (id) do update set reason = excluded.reason, path = excluded.path,"
            + " detail = excluded.detail, attempts = excluded.attempts, failed_at = excluded.failed_at,"
            + " key_id = excluded.key_id, payload = excluded.payload";

    private static final int ID_DIGITS = 16;
    private static final int FETCH_SIZE = 500;

    private final Database database;
    private final Path keyset;
    private final Migrations migrations;
    private volatile PayloadCipher cipher;

    /** @param keyset file of the keyset that encrypts payloads; read when first needed */
    public DeadLetters(Database database, Path keyset) {
        this.database = database;
        this.keyset = keyset;
        this.migrations = new Migrations(database, "db/migration/state", true);
    }

    /** Whether they are in the same database, which may have one writer. */
    public boolean areIn(Database other) {
        return database.isSameAs(other);
    }

    @Override
    public String system() {
        return database.name();
    }

    /** Makes the table, and the keyset where there is none and nobody else needs it. */
    @Override
    public void check() throws SQLException {
        migrations.check();
        if (!Files.exists(keyset)) {
            makeKeyset();
        }
        cipher();
    }

    private void makeKeyset() throws SQLException {
        if (database.dialect() != Dialect.SQLITE) {
            throw new ConfigurationException("dead-letters.keyset: " + keyset
                    + " does not exist. The state is shared, so every process needs the same one: "
                    + KeysetFile.howToMake(keyset.toString(), Optional.of(KeysetKind.AES_GCM)));
        }
        if (database.inTransaction(DeadLetters::anyLetter)) {
            throw new ConfigurationException("dead-letters.keyset: " + keyset
                    + " does not exist, but there are dead letters that it is needed for; bring it back");
        }
        try {
            KeysetFile.create(keyset, KeysetKind.AES_GCM);
            LOG.info("Made {}, which encrypts dead letters; keep a copy of it", keyset);
        } catch (KeysetException e) {
            // Another process that starts at the same moment may have made it.
            if (!Files.exists(keyset)) {
                throw e;
            }
        }
    }

    private static boolean anyLetter(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select 1 from dead_letters limit 1");
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    private PayloadCipher cipher() {
        if (cipher == null) {
            cipher = PayloadCipher.load(keyset);
        }
        return cipher;
    }

    /**
     * Stores the rejections of a batch.
     *
     * @return the batch without them
     * @throws DatabaseUnavailableException if the state cannot take them; none of them is stored then
     */
    public Batch store(Batch batch) {
        if (batch.rejections().isEmpty()) {
            return batch;
        }
        try {
            database.inTransaction(connection -> {
                upsert(connection, batch);
                return null;
            });
            return batch.buried();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    private void upsert(Connection connection, Batch batch) throws SQLException {
        long now = System.currentTimeMillis();
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            for (Rejection rejection : batch.rejections()) {
                SourceRecord record = rejection.record();
                String id = id(batch.pipeline(), record.id());
                statement.setString(1, id);
                statement.setString(2, batch.pipeline());
                statement.setString(3, record.id());
                statement.setString(4, rejection.reason().code());
                statement.setString(5, rejection.path());
                statement.setString(6, rejection.detail());
                statement.setInt(7, record.deliveries());
                statement.setLong(8, record.sentAt().toEpochMilli());
                statement.setLong(9, now);
                statement.setString(10, cipher().keyId());
                statement.setBytes(11, cipher().encrypt(id, record.payload()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static String id(String pipeline, String sourceId) {
        return Sha256.of(pipeline + '\n' + sourceId).substring(0, ID_DIGITS);
    }

    /**
     * Hands out the letters, latest first, without holding them all in memory.
     *
     * @param pipeline only letters of this pipeline, if present
     * @throws DatabaseUnavailableException if the state cannot be read
     */
    public void list(Optional<String> pipeline, Consumer<DeadLetter> consumer) {
        String sql = "select " + COLUMNS + ", length(payload) from dead_letters"
                + (pipeline.isPresent() ? " where pipeline = ?" : "") + " order by failed_at desc, id";
        query(sql, pipeline, rows -> {
            while (rows.next()) {
                consumer.accept(letter(rows));
            }
            return null;
        });
    }

    /**
     * How many letters of a pipeline there are.
     *
     * @throws DatabaseUnavailableException if the state cannot be read
     */
    public long open(String pipeline) {
        return query("select count(*) from dead_letters where pipeline = ?", Optional.of(pipeline), rows -> {
            rows.next();
            return rows.getLong(1);
        });
    }

    /** The letter with this id. */
    public Optional<DeadLetter> find(String id) {
        String sql = "select " + COLUMNS + ", length(payload) from dead_letters where id = ?";
        return query(sql, Optional.of(id), rows -> rows.next() ? Optional.of(letter(rows)) : Optional.empty());
    }

    /** The payload of a letter, decrypted: raw personal data. Whoever calls this writes the audit log first. */
    public Optional<String> payload(String id) {
        return query(
                "select payload from dead_letters where id = ?",
                Optional.of(id),
                rows -> rows.next() ? Optional.of(cipher().decrypt(id, rows.getBytes(1))) : Optional.empty());
    }

    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> T query(String sql, Optional<String> parameter, Reading<T> reading) {
        try {
            return database.reading(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setFetchSize(FETCH_SIZE);
                    if (parameter.isPresent()) {
                        statement.setString(1, parameter.get());
                    }
                    try (ResultSet rows = statement.executeQuery()) {
                        return reading.of(rows);
                    }
                }
            });
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getInt(7),
                Instant.ofEpochMilli(row.getLong(8)),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getString(10),
                row.getLong(11));
    }

    /** Makes {@link DeadLetters} from properties, as routes declare them. */
    public static final class Builder {

        private Database database;
        private String keyset;

        public void setDatabase(Database database) {
            this.database = database;
        }

        public void setKeyset(String keyset) {
            this.keyset = keyset;
        }

        public DeadLetters build() {
            return new DeadLetters(database, Path.of(keyset));
        }
    }
}
