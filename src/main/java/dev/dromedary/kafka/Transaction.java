package dev.dromedary.kafka;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * One batch in one transaction, up to the commit: its records but for those at fault, and the position (invariants 2
 * and 6). For one thread, used once.
 */
final class Transaction {

    private final Session session;
    private final Producer<byte[], byte[]> producer;
    private final Encoding encoding;
    private final Batch batch;
    private final Map<Integer, RecordRejectedException> culprits;

    private final Outcome outcome = new Outcome();
    private final List<Rejection> rejections = new ArrayList<>();

    /** @param culprits records that the topic refuses, by index; they are left out */
    Transaction(Session session, Encoding encoding, Batch batch, Map<Integer, RecordRejectedException> culprits) {
        this.session = session;
        this.producer = session.producer();
        this.encoding = encoding;
        this.batch = batch;
        this.culprits = culprits;
    }

    /**
     * Sends all and waits for the answers. The transaction is open then.
     *
     * @return the batch as it is once this is committed; empty if the topic refuses a record, the transaction is aborted
     *     then
     * @throws KafkaException if anything else fails
     */
    Optional<Batch> send() {
        producer.beginTransaction();
        try {
            List<SourceRecord> records = batch.records();
            // A producer that has failed may block at each further record.
            for (int i = 0; i < records.size() && outcome.worst() == null; i++) {
                send(i, records.get(i));
            }
            if (batch.position() != null && outcome.worst() == null) {
                producer.send(session.record(batch.position()), outcome);
            }
            producer.flush();
        } catch (KafkaException e) {
            // After a refusal the next send fails too, perhaps before the outcome is told of it.
            if (!Faults.isRefusal(e)) {
                throw e;
            }
            producer.abortTransaction();
            return Optional.empty();
        }
        Exception worst = outcome.worst();
        if (worst == null) {
            return Optional.of(batch.landed(batch.records().size() - rejections.size(), 0, rejections));
        }
        if (!Faults.isRefusal(worst)) {
            throw new KafkaException(worst);
        }
        producer.abortTransaction();
        return Optional.empty();
    }

    private void send(int index, SourceRecord record) {
        try {
            RecordRejectedException culprit = culprits.get(index);
            if (culprit != null) {
                throw culprit;
            }
            producer.send(encoding.encode(record), outcome);
        } catch (RecordRejectedException e) {
            rejections.add(DeadLetterForm.of(batch, index, e));
        }
    }
}
