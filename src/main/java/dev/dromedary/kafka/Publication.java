package dev.dromedary.kafka;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.deadletter.LetterBox;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** What is done with a batch to land it once, see {@link TopicPublisher}. For one thread. */
final class Publication {

    private final Session session;
    private final String topic;
    private final int maxRecordSize;
    private final LetterBox deadLetters;

    /** What the last batch comes to if its commit, whose answer is missing, was done. */
    private Batch uncertain;

    Publication(Session session, String topic, int maxRecordSize, LetterBox deadLetters) {
        this.session = session;
        this.topic = topic;
        this.maxRecordSize = maxRecordSize;
        this.deadLetters = deadLetters;
    }

    Batch publish(Batch batch) {
        if (batch.records().isEmpty() && batch.position() == null) {
            return deadLetters.store(batch);
        }
        session.open(batch.pipeline());
        // Invariant 2: what has landed is not sent again.
        if (session.startedFrom(batch.position())) {
            return landedBefore(batch);
        }
        try {
            return commit(send(batch));
        } catch (KafkaException | IllegalStateException e) {
            throw session.failed(e);
        } catch (RuntimeException e) {
            session.abort();
            throw e;
        }
    }

    /** Nothing is left to do: the dead letters were stored before the commit. */
    private Batch landedBefore(Batch batch) {
        boolean known = uncertain != null && batch.position().equals(uncertain.position());
        return known ? uncertain : batch.landed().buried();
    }

    /** Returns the batch as it is once the transaction, which is open, is committed. */
    private Batch send(Batch batch) {
        Encoding encoding = new Encoding(topic, batch.pipeline(), maxRecordSize);
        return new Transaction(session, encoding, batch, Map.of())
                .send()
                .or(() -> sendWithoutCulprits(batch, encoding))
                .orElseThrow(() ->
                        new KafkaException("topic " + topic + " refuses a batch, but no record of it when sent alone"));
    }

    private Optional<Batch> sendWithoutCulprits(Batch batch, Encoding encoding) {
        Map<Integer, RecordRejectedException> culprits = Culprits.among(batch.records(), session.producer(), encoding);
        return new Transaction(session, encoding, batch, culprits).send();
    }

    private Batch commit(Batch sent) {
        // Invariant 1: dead letters are durable before the position is.
        uncertain = deadLetters.store(sent);
        session.commit(sent.position());
        Batch landed = uncertain;
        uncertain = null;
        return landed;
    }
}
