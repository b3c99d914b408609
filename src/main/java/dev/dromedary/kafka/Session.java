package dev.dromedary.kafka;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.kafka.Positions.Entry;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * The producer of one pipeline, with the proof that no other process publishes the pipeline (invariant 2). A producer is
 * made when one is needed, and thrown away after any failure: what became of its transaction is then read from the
 * positions topic, never guessed.
 *
 * <p>Kafka itself sees to it that of all producers with one transactional id the last can commit. But being fenced does
 * not tell whether another process took over or the broker ended a transaction of a process that stood still. So each
 * process writes its own id, the claim, beside the position. A process that was fenced reads it: where the claim is
 * another's it ends for good, and where it is still its own it goes on with a new producer. Should it do so in the moment
 * between the newcomer's start and the newcomer's claim, then the claim is fenced, and the newcomer is the one to end: it
 * has published nothing yet. One of the two goes on in any case.
 *
 * <p>Between two runs the pipeline is nobody's, see {@link #release}; a process that was fenced in a run stays so.
 *
 * <p>For one thread, except {@link #close}.
 */
final class Session {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ProducerSettings settings;
    private final IntSupplier messageBytes;
    private final Positions positions;
    private final String owner = UUID.randomUUID().toString();

    /** The pipeline that this publisher serves, once it is known. */
    private String pipeline;

    /** Set by the thread that publishes, and closed by any. */
    private volatile Producer<byte[], byte[]> producer;

    private volatile boolean closed;

    /** Whether the claim has been made or fought for: from then on another's claim ends this process. */
    private boolean claimed;

    /** The position that the producer found at its start, until it has committed anything. */
    private Optional<String> found = Optional.empty();

    private Optional<String> last = Optional.empty();

    private boolean fenced;

    /** @param messageBytes tells what the topic takes in one piece */
    Session(ProducerSettings settings, IntSupplier messageBytes, Positions positions) {
        this.settings = settings;
        this.messageBytes = messageBytes;
        this.positions = positions;
    }

    /** Whether the present producer found this position when it started, and has committed nothing yet. */
    boolean startedFrom(String position) {
        return position != null && found.filter(position::equals).isPresent();
    }

    /** The last committed position. */
    Optional<String> position() {
        return last;
    }

    /**
     * The last position that any process has committed; from any thread.
     *
     * @throws KafkaUnavailableException if Kafka cannot be asked now
     */
    Optional<String> glance() {
        try {
            return positions.glance(settings.transactionalId()).map(Entry::position);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    /** The record that moves the position, for the transaction of the batch. */
    ProducerRecord<byte[], byte[]> record(String position) {
        return positions.record(settings.transactionalId(), new Entry(owner, position));
    }

    /**
     * Makes a producer if there is none.
     *
     * @throws KafkaUnavailableException if Kafka cannot be asked now
     * @throws FencedException if another process runs the pipeline
     */
    void open(String served) {
        if (pipeline == null) {
            pipeline = served;
        }
        if (!pipeline.equals(served)) {
            throw new ConfigurationException("the publisher with the transactional id " + settings.transactionalId()
                    + " serves pipeline " + pipeline + "; " + served + " needs its own");
        }
        if (fenced) {
            throw fence();
        }
        if (producer == null) {
            try {
                start();
            } catch (KafkaException | IllegalStateException e) {
                throw failed(e);
            } catch (RuntimeException e) {
                discard();
                throw e;
            }
        }
    }

    private void start() {
        // Before the start of a producer, which would fence another process for nothing.
        if (claimed) {
            requireMine(positions.glance(settings.transactionalId()));
        }
        producer = settings.make(messageBytes.getAsInt());
        if (closed) {
            throw new IllegalStateException("the publisher is closed");
        }
        // Ends what a former producer left open, so that what is read next is all that it will ever have committed.
        producer.initTransactions();
        Optional<Entry> entry = positions.read(settings.transactionalId());
        if (claimed) {
            requireMine(entry);
        }
        Optional<String> position = entry.map(Entry::position);
        producer.beginTransaction();
        producer.send(record(position.orElse(null)));
        producer.commitTransaction();
        claimed = true;
        found = position;
        last = position;
    }

    private void requireMine(Optional<Entry> entry) {
        if (isAnothers(entry)) {
            throw fence();
        }
    }

    private boolean isAnothers(Optional<Entry> entry) {
        return entry.isPresent() && !entry.get().owner().equals(owner);
    }

    /** Commits the open transaction, which holds this position, or none. */
    void commit(String position) {
        producer.commitTransaction();
        found = Optional.empty();
        last = position == null ? last : Optional.of(position);
    }

    /** Gives the open transaction up, for a reason that is not Kafka's. */
    void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // The next producer's start ends the transaction.
            discard();
        }
    }

    /**
     * Throws the producer away.
     *
     * @return what to throw: that Kafka is unavailable, or that another process runs the pipeline
     */
    RuntimeException failed(RuntimeException cause) {
        discard();
        if (!Faults.isFencing(cause)) {
            return unavailable(cause);
        }
        boolean newcomer = !claimed;
        claimed = true;
        try {
            Optional<Entry> entry = positions.glance(settings.transactionalId());
            boolean mine = entry.isPresent() && !isAnothers(entry);
            return isAnothers(entry) || (newcomer && !mine) ? fence() : unavailable(cause);
        } catch (KafkaException e) {
            return unavailable(e);
        }
    }

    private UnavailableException unavailable(RuntimeException cause) {
        return new KafkaUnavailableException(settings.connection().brokers(), cause);
    }

    private FencedException fence() {
        fenced = true;
        discard();
        return new FencedException(pipeline, settings.transactionalId());
    }

    /** Ends the producer at once. Its open transaction, if any, is ended by the next one. */
    void discard() {
        Producer<byte[], byte[]> former = producer;
        producer = null;
        if (former != null) {
            close(former, Duration.ZERO);
        }
    }

    /** Gives the pipeline up between two runs: the next producer takes it over as that of a new process does. */
    void release() {
        discard();
        claimed = false;
        found = Optional.empty();
        last = Optional.empty();
    }

    /** Ends the producer from any thread; a call that waits for it fails. */
    void close() {
        closed = true;
        Producer<byte[], byte[]> last = producer;
        if (last != null) {
            close(last, CLOSE_TIMEOUT);
        }
    }

    /** An interrupted thread closes too, and stays interrupted. */
    private static void close(Producer<byte[], byte[]> producer, Duration timeout) {
        boolean interrupted = Thread.interrupted();
        try {
            producer.close(timeout);
        } catch (KafkaException e) {
            // Interrupted while it closed: the producer's thread ends by itself.
            interrupted |= Thread.interrupted();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
