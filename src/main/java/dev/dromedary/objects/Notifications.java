package dev.dromedary.objects;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.LetterCounts;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.deadletter.LetterBox;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.s3.ObjectException;
import dev.dromedary.s3.StoredObject;
import dev.dromedary.sqs.Delivery;
import dev.dromedary.sqs.QueueIntake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds objects by the event notifications in a queue. A notification is deleted when all objects that it names are settled
 * (invariant 1); one that is no notification becomes a dead letter. Thread-safe, but for starting and stopping.
 */
final class Notifications implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

    /** How long a notification stays away whose object another process has, or the route could not settle. */
    private static final Duration LATER = Duration.ofSeconds(15);

    private final ObjectsEndpoint endpoint;
    private final KeyFilter filter;
    private final ObjectQueue queue;
    private final Patience patience;
    private final LetterBox letterBox;
    private final Tally tally;
    private final QueueIntake intake;

    Notifications(ObjectsEndpoint endpoint, ObjectQueue queue, Patience patience, Tally tally) {
        this.endpoint = endpoint;
        this.filter = endpoint.filter();
        this.queue = queue;
        this.patience = patience;
        this.letterBox = endpoint.letterBox();
        this.tally = tally;
        this.intake = endpoint.intake(this::received);
    }

    void start() {
        intake.start();
    }

    void stop() {
        intake.stop();
    }

    boolean drained() {
        return intake.drained();
    }

    private void received(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            try {
                received(delivery);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                intake.giveBack(List.of(delivery), Duration.ZERO);
            }
        }
    }

    private void received(Delivery delivery) throws InterruptedException {
        List<FoundObject> objects;
        try {
            objects = find(S3Event.created(delivery.record().payload()));
        } catch (S3Event.MalformedException e) {
            bury(delivery, e.getMessage());
            objects = List.of();
        }
        if (objects.isEmpty()) {
            intake.acknowledge(List.of(delivery));
            return;
        }
        Pending pending = new Pending(delivery, objects.size());
        for (FoundObject object : objects) {
            queue.put(object, pending::ended);
        }
    }

    /** As they are now: a notification may be late, and tell of a version that is gone. */
    private List<FoundObject> find(List<S3Event> events) throws InterruptedException {
        List<FoundObject> objects = new ArrayList<>();
        for (S3Event event : events) {
            if (event.bucket().equals(endpoint.bucket()) && filter.matches(event.key())) {
                patience.ask(() -> find(event))
                        .flatMap(there -> FoundObject.of(there.summary()))
                        .ifPresent(objects::add);
            }
        }
        return objects;
    }

    private Optional<StoredObject> find(S3Event event) {
        try {
            return endpoint.getStore().find(event.bucket(), event.key());
        } catch (ObjectException e) {
            LOG.debug("Left to the next listing: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void bury(Delivery delivery, String fault) throws InterruptedException {
        Rejection rejection = new Rejection(delivery.record(), Reason.MALFORMED, "$", "the notification " + fault);
        patience.ask(() -> letterBox.store(
                Batch.of(endpoint.getPipeline(), List.of(delivery.record())).landed(0, 0, List.of(rejection))));
        tally.buried(LetterCounts.NONE.plus(List.of(rejection)));
    }

    /** A notification until all its objects have ended. */
    private final class Pending {

        private final Delivery delivery;
        private final AtomicInteger left;
        private final AtomicReference<Ending> worst = new AtomicReference<>(Ending.SETTLED);

        Pending(Delivery delivery, int objects) {
            this.delivery = delivery;
            this.left = new AtomicInteger(objects);
        }

        void ended(Ending ending) {
            worst.accumulateAndGet(ending, (one, other) -> one.compareTo(other) > 0 ? one : other);
            if (left.decrementAndGet() > 0) {
                return;
            }
            if (worst.get() == Ending.SETTLED) {
                intake.acknowledge(List.of(delivery));
            } else {
                intake.giveBack(List.of(delivery), queue.isClosed() ? Duration.ZERO : LATER);
            }
        }
    }

    @Override
    public void close() {
        intake.close();
    }
}
