package dev.dromedary.kafka;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Finds the records that the topic refuses, in transactions that are aborted: who reads what is committed sees nothing
 * of it. The first refusal spoils a transaction, and with compression it may be told of a whole batch of records; so a
 * record is blamed only for what it was refused alone (invariant 3). Each record is tried alone once at the most, and
 * groups are halved: at most 2n transactions for n records, about 2k·log2(n) for k culprits. For one thread.
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
        Map<Integer, Exception> refused = trial(suspects);
        if (refused.isEmpty()) {
            return;
        }
        if (suspects.size() == 1) {
            refused.forEach((index, reason) -> found.put(index, rejection(reason)));
            return;
        }
        refused.keySet().forEach(index -> search(List.of(index)));
        List<Integer> others = new ArrayList<>(suspects);
        others.removeAll(refused.keySet());
        int half = others.size() / 2;
        search(others.subList(0, half));
        search(others.subList(half, others.size()));
    }

    /** Which of them are refused if they are sent together. */
    private Map<Integer, Exception> trial(List<Integer> suspects) {
        if (suspects.isEmpty()) {
            return Map.of();
        }
        producer.beginTransaction();
        Map<Integer, Future<RecordMetadata>> answers = new LinkedHashMap<>();
        KafkaException failure = send(suspects, answers);
        producer.flush();
        Map<Integer, Exception> refused = new LinkedHashMap<>();
        for (Map.Entry<Integer, Future<RecordMetadata>> answer : answers.entrySet()) {
            try {
                answer.getValue().get();
            } catch (ExecutionException e) {
                if (Faults.isRefusal(e)) {
                    refused.put(answer.getKey(), e);
                } else if (failure == null) {
                    failure = new KafkaException(e.getCause());
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        if (refused.isEmpty() && failure != null) {
            throw failure;
        }
        producer.abortTransaction();
        return refused;
    }

    /** Stops at the first failure, which it returns: the producer takes no more for this transaction. */
    private KafkaException send(List<Integer> suspects, Map<Integer, Future<RecordMetadata>> answers) {
        Outcome outcome = new Outcome();
        for (int index : suspects) {
            if (outcome.worst() != null) {
                return null;
            }
            ProducerRecord<byte[], byte[]> record;
            try {
                record = encoding.encode(records.get(index));
            } catch (RecordRejectedException e) {
                found.put(index, e);
                continue;
            }
            try {
                answers.put(index, producer.send(record, outcome));
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                return e;
            }
        }
        return null;
    }

    private static RecordRejectedException rejection(Exception refusal) {
        String detail = Faults.isTooLarge(refusal)
                ? "larger than the topic takes (max.message.bytes)"
                : "refused by the topic (" + Faults.root(refusal).getClass().getSimpleName() + ")";
        return new RecordRejectedException(Reason.REFUSED, "$", detail);
    }
}
