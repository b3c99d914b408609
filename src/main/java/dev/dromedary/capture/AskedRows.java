package dev.dromedary.capture;

import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Rows that letters have asked for, and which of them are sent by now. Immutable.
 *
 * @param sequences for each letter the change that asks for its row
 */
record AskedRows(
        TableChangesEndpoint endpoint, ChangeRequests requests, List<DeadLetter> letters, List<Long> sequences) {

    private static final long POLL_MILLIS = 500;

    /** The letters whose rows are sent. */
    List<DeadLetter> sent() {
        Optional<ChangeLogPosition> position =
                endpoint.getPositions().glance(endpoint.getPipeline()).flatMap(ChangeLogPosition::parse);
        List<DeadLetter> all = new ArrayList<>();
        if (position.isPresent()) {
            List<Boolean> sent = sent(position.get());
            for (int i = 0; i < letters.size(); i++) {
                if (sent.get(i)) {
                    all.add(letters.get(i));
                }
            }
        }
        return all;
    }

    private List<Boolean> sent(ChangeLogPosition position) {
        try {
            return requests.sent(letters, sequences, position);
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(endpoint.table().database().name(), e);
        }
    }

    /** The same, when another process has sent all of them, {@code startup.timeout} is over, or somebody ends the replay. */
    List<DeadLetter> await(BooleanSupplier stopping) throws InterruptedException {
        long deadline = System.nanoTime() + patience().toNanos();
        List<DeadLetter> sent = sent();
        while (sent.size() < letters.size() && System.nanoTime() - deadline < 0 && !stopping.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            sent = sent();
        }
        return sent;
    }

    private Duration patience() {
        // Camel is given durations in milliseconds.
        return Duration.ofMillis(
                Long.parseLong(endpoint.getCamelContext().resolvePropertyPlaceholders("{{startup.timeout}}")));
    }
}
