package dev.dromedary.capture;

import dev.dromedary.database.Database;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets changes that have landed, some at a time and not too often: it takes the only write lock. What is left is
 * harmless, and goes another time. For use by one thread.
 */
final class Pruning {

    private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);
    private static final int AT_ONCE = 10_000;
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private long prunedAt = System.nanoTime();

    Pruning(Database database) {
        this.database = database;
    }

    /**
     * @param landed number of the last change that has landed
     * @param idle whether nothing else waits to be done
     */
    void prune(ChangeLog changes, long landed, boolean idle) {
        if (!idle && System.nanoTime() - prunedAt < EVERY_NANOS) {
            return;
        }
        prunedAt = System.nanoTime();
        try {
            boolean more = database.reading(connection -> changes.reaches(connection, landed));
            while (more) {
                more = database.inTransaction(connection -> changes.prune(connection, landed, AT_ONCE)) == AT_ONCE;
            }
        } catch (SQLException e) {
            LOG.debug("A log of changes is pruned another time", e);
        }
    }
}
