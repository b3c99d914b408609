package dev.dromedary.kafka;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Finds the records that the topic refuses, in transactions that are aborted: who reads what is committed sees nothing
 * of it. The first refusal spoils a transaction, and may be told of bystanders too; so a record is blamed only for what it
 * was refused alone (invariant 3). The first of a group that is refused is tried alone, and the rest in halves: at most
 * 2n transactions for n records, about 2k·log2(n/k) for k culprits. For one thread.
 */
final class Culprits {

    private final Producer<byte[], byte[]> producer;
    private final Encoding encoding;
    private final List<SourceRecord> records;
    private final Map<Integer, RecordRejectedException> found = new LinkedHashMap<>();

    private Culprits(Producer<byte[], byte[]> producer, Encoding encoding, List<SourceRecord> records) {
        this.producer = producer;
        this.encoding = encoding;
        this.records = records;
    }

    /**
     * @return the records at fault by their index, and why; those without a form for Kafka too
     * @throws KafkaException if something else fails
     */
    static Map<Integer, RecordRejectedException> among(
            List<SourceRecord> records, Producer<byte[], byte[]> producer, Encoding encoding) {
        Culprits culprits = new Culprits(producer, encoding, records);
        List<Integer> all = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            all.add(i);
        }
        culprits.search(all);
        return culprits.found;
    }

    private void search(List<Integer> suspects) {
        Trial trial = new Trial();
        if (suspects.isEmpty() || trial.passes(suspects)) {
            return;
        }
        int first = trial.firstRefused;
        if (suspects.size() == 1) {
            found.put(first, rejection(trial.refusal));
            return;
        }
        search(List.of(first));
        List<Integer> others = new ArrayList<>(suspects);
        others.remove(Integer.valueOf(first));
        int half = others.size() / 2;
        search(others.subList(0, half));
        search(others.subList(half, others.size()));
    }

    /** Sends records together, and aborts. The producer fails bystanders with the same error, but after the culprit. */
    private final class Trial {

        private volatile int firstRefused = -1;
        private volatile Exception refusal;
        private volatile Exception failure;

        /** @throws KafkaException if something fails that is no refusal */
        boolean passes(List<Integer> suspects) {
            producer.beginTransaction();
            try {
                for (int i = 0; i < suspects.size() && refusal == null && failure == null; i++) {
                    send(suspects.get(i));
                }
            } catch (KafkaException e) {
                // After a refusal the next send fails too, perhaps before its record is told of it.
                if (!Faults.isRefusal(e)) {
                    throw e;
                }
            }
            producer.flush();
            if (refusal == null && failure != null) {
                throw new KafkaException(failure);
            }
            producer.abortTransaction();
            return refusal == null;
        }

        private void send(int index) {
            ProducerRecord<byte[], byte[]> record;
            try {
                record = encoding.encode(records.get(index));
            } catch (RecordRejectedException e) {
                found.put(index, e);
                return;
            }
            producer.send(record, (metadata, exception) -> answered(index, exception));
        }

        /** Called by the producer's thread alone, but for failures of a send itself. */
        private synchronized void answered(int index, Exception exception) {
            if (exception == null) {
                return;
            }
            if (!Faults.isRefusal(exception)) {
                failure = exception;
            } else if (refusal == null) {
                firstRefused = index;
                refusal = exception;
            }
        }
    }

    private static RecordRejectedException rejection(Exception refusal) {
        String detail = Faults.isTooLarge(refusal)
                ? "larger than the topic takes (max.message.bytes)"
                : "refused by the topic (" + Faults.root(refusal).getClass().getSimpleName() + ")";
        return new RecordRejectedException(Reason.REFUSED, "$", detail);
    }
}
