package dev.dromedary.capture;

import dev.dromedary.batch.LetterCounts;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.csv.CsvLoad;
import dev.dromedary.pipeline.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Loads a table from its file: at once in the beginning, later whenever the file is another one than before, and has not
 * changed between two looks at it, because it may still be written. For use by one thread.
 */
final class TableLoader {

    private final CsvLoad load;
    private final long intervalNanos;
    private final Tally tally;
    private final Runnable before;
    private State loaded;
    private State seen;
    private long lookedAt;
    private boolean refused;

    /** What tells one version of a file from another at a glance; both null where there is none. */
    private record State(FileTime modified, Long size) {}

    /**
     * @param interval the time between two looks
     * @param before called before each load
     */
    TableLoader(CsvLoad load, Duration interval, Tally tally, Runnable before) {
        this.before = before;
        this.tally = tally;
        this.load = load;
        this.intervalNanos = interval.toNanos();
    }

    /**
     * Loads if it is time to look, and the file is there, new and whole. A file that is refused is not tried again until
     * it has changed.
     *
     * @throws dev.dromedary.csv.CsvFileException if the file as a whole is refused
     * @throws dev.dromedary.batch.UnavailableException if the database, or the file, cannot be reached; it is tried again
     */
    void loadIfChanged() throws IOException {
        if (seen != null && System.nanoTime() - lookedAt < intervalNanos) {
            return;
        }
        lookedAt = System.nanoTime();
        State now = look(load.file());
        boolean still = seen == null || now.equals(seen);
        seen = now;
        if (still && now.size() != null && !now.equals(loaded)) {
            loaded = now;
            load();
        }
    }

    /** Whether the file is there and was refused. */
    boolean refused() {
        return refused;
    }

    private void load() {
        before.run();
        try {
            refused = true;
            AtomicReference<LetterCounts> rejected = new AtomicReference<>(LetterCounts.NONE);
            load.load(rows -> rejected.set(rejected.get().plus(rows)));
            tally.buried(rejected.get());
            refused = false;
        } catch (UnavailableException e) {
            refused = false;
            loaded = null;
            seen = null;
            throw e;
        }
    }

    private static State look(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException e) {
            return new State(null, null);
        }
    }
}
