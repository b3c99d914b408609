package dev.dromedary.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets changes that are asked for at the same time share a transaction, and with it the wait for the disk: whoever comes
 * while another commits waits, and then one of those who waited makes the changes of all of them. For a database with one
 * writer, where each would wait for the one before. Thread-safe.
 *
 * <p>A change is answered when its transaction is committed, and not before (invariant 1). Where a shared transaction fails,
 * each change is made again alone, so that none fails for another's fault (invariant 3): what is done may run twice, but
 * counts once.
 */
public final class GroupCommit {

    private final Database database;
    private List<Change<?>> waiting = new ArrayList<>();
    private boolean committing;

    public GroupCommit(Database database) {
        this.database = database;
    }

    private static final class Change<T> {

        private final Database.Work<T> work;
        private T result;
        private boolean committed;
        private boolean over;

        /** Whether its thread was, which may be making the changes of others, and others its: it finishes like them. */
        private boolean interrupted = Thread.interrupted();

        Change(Database.Work<T> work) {
            this.work = work;
        }

        void makeOn(Connection connection) throws SQLException {
            result = work.on(connection);
        }
    }

    /**
     * As {@link Database#inTransaction}, perhaps together with others, and then on another's thread.
     *
     * @throws SQLException what the work threw, or the pool, or the commit
     */
    public <T> T inTransaction(Database.Work<T> work) throws SQLException {
        Change<T> change = new Change<>(work);
        try {
            List<Change<?>> group = join(change);
            if (!group.isEmpty()) {
                lead(group);
            }
        } finally {
            if (change.interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return change.committed ? change.result : database.inTransaction(work);
    }

    /** Waits until the change is over, or returns those that are to be made by this thread, it among them. */
    private synchronized List<Change<?>> join(Change<?> change) {
        waiting.add(change);
        while (committing && !change.over) {
            try {
                wait();
            } catch (InterruptedException e) {
                change.interrupted = true;
            }
        }
        if (change.over) {
            return List.of();
        }
        committing = true;
        List<Change<?>> group = waiting;
        waiting = new ArrayList<>();
        return group;
    }

    private void lead(List<Change<?>> group) throws SQLException {
        boolean committed = false;
        try {
            committed = database.inTransaction(connection -> makeAll(group, connection));
        } catch (SQLException | RuntimeException e) {
            // Of several, whose fault it is comes out when each is alone.
            if (group.size() == 1) {
                throw e;
            }
        } finally {
            end(group, committed);
        }
    }

    private static boolean makeAll(List<Change<?>> group, Connection connection) throws SQLException {
        for (Change<?> change : group) {
            change.makeOn(connection);
        }
        return true;
    }

    private synchronized void end(List<Change<?>> group, boolean committed) {
        for (Change<?> change : group) {
            change.committed = committed;
            change.over = true;
        }
        committing = false;
        notifyAll();
    }
}
