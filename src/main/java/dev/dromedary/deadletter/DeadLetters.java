package dev.dromedary.deadletter;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.clock.WallClock;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.Migrations;
import dev.dromedary.digest.Sha256;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that could not be stored, in the state database: metadata in clear, payload encrypted (invariant 4). A
 * record that comes again is the same letter (invariant 2). Thread-safe; each method but {@link #areIn} and {@link
 * #system} throws {@link DatabaseUnavailableException} if the state cannot be asked now.
 */
public final class DeadLetters implements LetterBox, Requirement {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private static final int ID_DIGITS = 16;
    private static final int PAGE = 500;

    private final Database database;
    private final LetterTable table;
    private final LetterKeyset keyset;
    private final Migrations migrations;
    private boolean migrated;

    /** @param keyset file of the keyset that encrypts payloads; read when first needed */
    public DeadLetters(Database database, Path keyset) {
        this.database = database;
        this.table = new LetterTable(database);
        this.keyset = new LetterKeyset(keyset);
        this.migrations = new Migrations(database, "db/migration/state", database.migrates());
    }

    @Override
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
        migrate();
        if (keyset.isMissing()) {
            boolean any = !table.latest(Selection.all(), Optional.empty(), 1).isEmpty();
            keyset.make(database.dialect() != Dialect.SQLITE, any);
        }
        keyset.cipher();
    }

    /** Makes the table, or brings that of an earlier version up to date. */
    public synchronized void migrate() throws SQLException {
        if (!migrated) {
            migrations.check();
            migrated = true;
        }
    }

    /**
     * {@inheritDoc} A letter that is there already is open again.
     *
     * @throws DatabaseUnavailableException if the state cannot take them; none of them is stored then
     */
    @Override
    public Batch store(Batch batch) {
        if (batch.rejections().isEmpty()) {
            return batch;
        }
        table.transact(connection -> {
            table.upsert(connection, batch, keyset.cipher(), WallClock.now());
            return null;
        });
        return batch.buried();
    }

    /**
     * A record as its letter holds it.
     *
     * @param payload base64 of the ciphertext
     */
    record Sealed(String id, String keyId, String payload) {}

    Sealed seal(String pipeline, SourceRecord record) {
        String id = id(pipeline, record.id());
        byte[] payload = keyset.cipher().encrypt(id, record.payload());
        return new Sealed(id, keyset.cipher().keyId(), Base64.getEncoder().encodeToString(payload));
    }

    static String id(String pipeline, String sourceId) {
        return Sha256.of(pipeline + '\n' + sourceId).substring(0, ID_DIGITS);
    }

    /**
     * Hands out letters, latest first, in bounded memory; the consumer may take its time. What changes meanwhile may be
     * missed, but nothing comes twice.
     */
    public void list(Selection selection, Consumer<DeadLetter> consumer) {
        List<DeadLetter> page = table.latest(selection, Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            page.forEach(consumer);
            DeadLetter last = page.get(page.size() - 1);
            page = page.size() < PAGE ? List.of() : table.latest(selection, Optional.of(last), PAGE);
        }
    }

    /** When the last of them failed; empty if there is none. */
    Optional<Instant> lastFailure(Selection selection) {
        return table.latest(selection, Optional.empty(), 1).stream().findFirst().map(DeadLetter::failedAt);
    }

    /**
     * Letters that failed until then, oldest first, those after the given one: each is met once, and one that fails again is not
     * met again, unless the clock is set back meanwhile.
     */
    List<DeadLetter> oldest(Selection selection, Instant until, Optional<DeadLetter> after, int most) {
        return table.oldest(selection, until, after, most);
    }

    /** How many letters there are, by pipeline and in the order of the names. */
    public Map<String, Long> counts(Selection selection) {
        return table.counts(selection);
    }

    /** How many open letters a pipeline has. */
    public long open(String pipeline) {
        Selection selection = new Selection(true, List.of(), Optional.of(pipeline), Optional.empty(), Optional.empty());
        return table.counts(selection).getOrDefault(pipeline, 0L);
    }

    /** The letters with these ids as they are now, in the order of the ids; those that are gone left out. */
    public List<DeadLetter> find(List<String> ids) {
        return table.inOrder(Selection.ofIds(ids), "", ids.size());
    }

    /** The letter with this id. */
    public Optional<DeadLetter> find(String id) {
        return table.inOrder(Selection.ofIds(List.of(id)), "", 1).stream().findFirst();
    }

    /** The payload of a letter, decrypted: raw personal data. Whoever calls this writes the audit log first. */
    public Optional<String> payload(String id) {
        return Optional.ofNullable(table.payloads(List.of(id)).get(id))
                .map(payload -> keyset.cipher().decrypt(id, payload));
    }

    /**
     * The letters as records from their source, to be tried once more. Those that are gone meanwhile are left out, and
     * those that cannot be decrypted.
     *
     * @throws ConfigurationException if none of them can be decrypted
     */
    public List<SourceRecord> records(List<DeadLetter> letters) {
        Map<String, byte[]> payloads =
                table.payloads(letters.stream().map(DeadLetter::id).toList());
        List<SourceRecord> records = new ArrayList<>(letters.size());
        ConfigurationException undecryptable = null;
        for (DeadLetter letter : letters) {
            byte[] payload = payloads.get(letter.id());
            if (payload != null) {
                try {
                    String text = keyset.cipher().decrypt(letter.id(), payload);
                    records.add(new SourceRecord(letter.sourceId(), letter.sentAt(), letter.attempts() + 1, text));
                } catch (ConfigurationException e) {
                    LOG.error("{} (key {})", e.getMessage(), letter.keyId());
                    undecryptable = e;
                }
            }
        }
        if (records.isEmpty() && undecryptable != null) {
            throw undecryptable;
        }
        return records;
    }

    /**
     * Marks letters as landed, those excepted that have failed again since they were read.
     *
     * @param most how many have landed
     * @return false if more than that have not failed again: some have failed and were stored elsewhere; none is marked then
     */
    public boolean landed(List<DeadLetter> letters, long most) {
        return table.transact(connection -> {
            boolean plausible = table.land(connection, letters, WallClock.now()) <= most;
            if (!plausible) {
                connection.rollback();
            }
            return plausible;
        });
    }

    /** Marks the letter of a record as landed; false if there is none, or it is not open. */
    public boolean landed(String pipeline, String sourceId) {
        return table.land(id(pipeline, sourceId), WallClock.now()) > 0;
    }

    /**
     * Marks letters as discarded.
     *
     * @param told told of the ids of each page before it is changed; whoever calls this writes the audit log there
     * @return how many were discarded: those that are open
     */
    public long discard(Selection selection, String why, Consumer<List<String>> told) {
        long discarded = 0;
        List<String> ids = ids(selection, "");
        while (!ids.isEmpty()) {
            told.accept(ids);
            discarded += table.discard(ids, why, WallClock.now());
            ids = ids(selection, ids.get(ids.size() - 1));
        }
        return discarded;
    }

    /** Marks letters as discarded that need not land, those that are open. */
    public void supersede(List<DeadLetter> superseded, String why) {
        if (!superseded.isEmpty()) {
            table.discard(superseded.stream().map(DeadLetter::id).toList(), why, WallClock.now());
        }
    }

    private List<String> ids(Selection selection, String after) {
        return table.inOrder(selection, after, PAGE).stream()
                .map(DeadLetter::id)
                .toList();
    }

    /**
     * Deletes letters.
     *
     * @param open whether open letters are meant that last failed before the time; else those that ended before it
     * @param most how many at the most
     * @return how many were deleted: none if there are no more
     */
    int delete(boolean open, Instant before, int most) {
        return table.delete(open, before, most);
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
