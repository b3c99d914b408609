package dev.dromedary.alerts;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which alerts are on, and which receivers have not been told of what yet. Of each alert there is one message when it
 * begins, one now and then while it lasts, and one when it is over, for each receiver; a receiver is told in their order.
 * Thread-safe.
 */
interface AlertBook {

    /**
     * A message that waits for its receiver.
     *
     * @param attempts how often it was taken, this time included
     * @param holder who has it now
     */
    record Waiting(String receiver, long number, int attempts, String holder, Notice notice) {}

    /**
     * Notes what is wrong, and writes the messages that follow from it.
     *
     * @param pipelines those that were looked at
     * @param symptoms all that is wrong with them
     * @return how many messages were written
     * @throws SQLException if the book cannot be written to
     */
    int record(Set<String> pipelines, List<Symptom> symptoms) throws SQLException;

    /** The alerts that are on. */
    List<Alert> active() throws SQLException;

    /**
     * Takes over from another book what receivers have been told by it, and tells them nothing.
     *
     * @param on alerts that they know of
     * @param over alerts of which they know that they are over
     */
    void adopt(List<Alert> on, List<Alert> over) throws SQLException;

    /** Takes the first message for a receiver, if it is due and nobody has it. Nobody else gets it for a while. */
    Optional<Waiting> next(String receiver) throws SQLException;

    /** Forgets a message that was delivered or that its receiver will never take. */
    void done(Waiting message) throws SQLException;

    /** Gives a message back, to be tried again after some time. */
    void retry(Waiting message, Duration after) throws SQLException;
}
