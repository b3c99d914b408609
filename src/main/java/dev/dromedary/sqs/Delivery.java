package dev.dromedary.sqs;

import dev.dromedary.batch.SourceRecord;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A message in our hands: the record, the handle by which the queue knows this handing out of it, and what it counts
 * for in memory. Compared by identity, because the same message may be handed out twice. Immutable.
 */
public final class Delivery {

    /** What a message costs beside its body: handle, attributes, fields, bookkeeping. */
    static final long OVERHEAD = 2048;

    private final SourceRecord record;
    private final String receiptHandle;

    private Delivery(SourceRecord record, String receiptHandle) {
        this.record = record;
        this.receiptHandle = receiptHandle;
    }

    static Delivery of(Message message) {
        var attributes = message.attributes();
        Instant sentAt = Instant.ofEpochMilli(
                Long.parseLong(attributes.getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0")));
        int deliveries =
                Integer.parseInt(attributes.getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
        String body = message.body() == null ? "" : message.body();
        return new Delivery(new SourceRecord(message.messageId(), sentAt, deliveries, body), message.receiptHandle());
    }

    /** The message as a record: its id, body, time, and how often it was handed out. */
    public SourceRecord record() {
        return record;
    }

    String receiptHandle() {
        return receiptHandle;
    }

    long cost() {
        return record.payload().length() + OVERHEAD;
    }

    static long cost(List<Delivery> deliveries) {
        return deliveries.stream().mapToLong(Delivery::cost).sum();
    }

    @Override
    public String toString() {
        return "Delivery[" + record.id() + "]";
    }
}
