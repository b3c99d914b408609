package dev.dromedary.sqs;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Peekable.Seen;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One look at a queue. The messages are ours for as short as it takes to receive them; whoever is killed meanwhile keeps
 * them for {@link #INVISIBLE}. Each receipt counts, and a redrive policy takes away what was received too often: a queue
 * that allows one receipt is not looked at, and the look ends with the first message that has none left.
 */
final class QueuePeek {

    private static final Duration INVISIBLE = Duration.ofSeconds(10);

    /** Long enough for SQS to ask all of its servers. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final String name;
    private final SqsQueue queue;

    QueuePeek(String name, SqsQueue queue) {
        this.name = name;
        this.queue = queue;
    }

    Seen look(String pipeline, int most, long bytes) {
        OptionalInt allowed = queue.receiptsAllowed();
        if (allowed.orElse(Integer.MAX_VALUE) <= 1) {
            throw new ConfigurationException("queue " + name + " moves a message to its dead-letter queue after one"
                    + " receipt (maxReceiveCount), and a preview is one; raise maxReceiveCount first");
        }
        List<String> notes = new ArrayList<>();
        List<Delivery> deliveries = new ArrayList<>();
        try {
            receive(deliveries, most, bytes, allowed.orElse(Integer.MAX_VALUE));
        } finally {
            giveBack(deliveries, notes);
        }
        if (!deliveries.isEmpty()) {
            notes.add(
                    0, deliveries.size() + " messages were received and given back: SQS counts it as one more receipt");
        }
        long last = deliveries.stream()
                .filter(delivery -> delivery.record().deliveries() >= allowed.orElse(Integer.MAX_VALUE))
                .count();
        if (last > 0) {
            notes.add(last + " of them have no receipt left (maxReceiveCount is " + allowed.getAsInt()
                    + "): at the next one SQS moves them to the dead-letter queue");
        }
        return new Seen(Batch.of(pipeline, records(deliveries)), notes);
    }

    private void receive(List<Delivery> into, int most, long bytes, int allowed) {
        boolean more = true;
        while (more && into.size() < most && Delivery.cost(into) < bytes) {
            List<Delivery> received = queue.receive(Math.min(SqsQueue.MOST, most - into.size()), WAIT, INVISIBLE);
            into.addAll(received);
            more = !received.isEmpty()
                    && received.stream().allMatch(delivery -> delivery.record().deliveries() < allowed);
        }
    }

    private void giveBack(List<Delivery> deliveries, List<String> notes) {
        try {
            for (List<Delivery> call : SqsQueue.calls(deliveries)) {
                queue.changeVisibility(call, Duration.ZERO);
            }
        } catch (RuntimeException e) {
            notes.add("they could not be given back at once, and come back in " + INVISIBLE.toSeconds() + " s");
        }
    }

    /** A slow look may get a message twice. */
    private static List<SourceRecord> records(List<Delivery> deliveries) {
        Map<String, SourceRecord> records = new LinkedHashMap<>();
        deliveries.forEach(delivery -> records.put(delivery.record().id(), delivery.record()));
        return List.copyOf(records.values());
    }
}
