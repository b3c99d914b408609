package dev.dromedary.kafka;

import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Tells whose fault an error of Kafka is. The client wraps errors in others, so the causes are looked at too. */
final class Faults {

    /**
     * What the broker answers for what a record is (invariant 3). All else is the system's fault, also a timestamp that
     * the topic does not take: it is that of this machine's clock.
     */
    private static final Set<Class<?>> REFUSALS =
            Set.of(RecordTooLargeException.class, RecordBatchTooLargeException.class, InvalidRecordException.class);

    /** Another producer took over the transactional id, or the broker ended a transaction that took too long. */
    private static final Set<Class<?>> FENCINGS =
            Set.of(ProducerFencedException.class, InvalidProducerEpochException.class);

    private Faults() {}

    static boolean isRefusal(Throwable thrown) {
        return hasCause(thrown, REFUSALS);
    }

    static boolean isTooLarge(Throwable thrown) {
        return hasCause(thrown, Set.of(RecordTooLargeException.class, RecordBatchTooLargeException.class));
    }

    static boolean isFencing(Throwable thrown) {
        return hasCause(thrown, FENCINGS);
    }

    private static boolean hasCause(Throwable thrown, Set<Class<?>> types) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (types.contains(cause.getClass())) {
                return true;
            }
        }
        return false;
    }

    /** The first line of the innermost cause, and its type. */
    static String words(Throwable thrown) {
        Throwable root = root(thrown);
        String type = root.getClass().getSimpleName();
        return root.getMessage() == null
                ? type
                : root.getMessage().lines().findFirst().orElse("") + " (" + type + ")";
    }

    static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
