package dev.dromedary.objects;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.TakenOverException;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Passage;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.settings.ConfigurationException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a consumer does with an object that was found: claims it, hands it to the route, settles the claim. Thread-safe. */
final class ObjectWork {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectWork.class);

    private final DefaultConsumer consumer;
    private final ObjectsEndpoint endpoint;
    private final Claims claims;
    private final Tally tally;
    private final RunFailure failure;
    private final Patience patience;

    ObjectWork(
            DefaultConsumer consumer,
            ObjectsEndpoint endpoint,
            Claims claims,
            Tally tally,
            RunFailure failure,
            Patience patience) {
        this.consumer = consumer;
        this.endpoint = endpoint;
        this.claims = claims;
        this.tally = tally;
        this.failure = failure;
        this.patience = patience;
    }

    Ending process(FoundObject found) throws InterruptedException {
        Optional<ClaimedObject> claimed = claims.claim(found);
        if (claimed.isEmpty()) {
            return claims.ending(found);
        }
        tally.received(1);
        ClaimedObject object = claimed.get();
        Exchange exchange = consumer.createExchange(false);
        try (Passage passage = tally.begin(object.batch())) {
            exchange.getMessage().setBody(object);
            run(exchange);
            return settle(object, exchange, passage);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    private void run(Exchange exchange) {
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
    }

    private Ending settle(ClaimedObject object, Exchange exchange, Passage passage) throws InterruptedException {
        if (exchange.isFailed() || exchange.isRollbackOnly()) {
            passage.failed(exchange.getException());
            return giveBack(object, exchange.getException(), passage);
        }
        Batch result = exchange.getMessage().getBody() instanceof Batch batch ? batch : null;
        if (result == null || result.settled() != 1 || result.stored() == 1 && object.outcome() == null) {
            LOG.error(
                    "The route from {} ended with {} neither stored nor a dead letter: a step is missing",
                    endpoint.getEndpointUri(),
                    object.summary().path());
            tally.givenBack(1);
            claims.release(object);
            return Ending.GIVEN_BACK;
        }
        boolean ours = claims.settle(object, result);
        passage.settled(ours ? result : elsewhere());
        if (ours && result.stored() == 1) {
            markLetter(object);
        }
        return Ending.SETTLED;
    }

    /** A version that has failed before has a letter, which has landed now. */
    private void markLetter(ClaimedObject object) throws InterruptedException {
        if (object.claim().attempt() > 1 && endpoint.getDeadLetters() != null) {
            patience.ask(() -> endpoint.getDeadLetters()
                    .landed(endpoint.getPipeline(), object.claim().version().toString()));
        }
    }

    /** Another process finishes, or has finished, what was taken over. */
    private Batch elsewhere() {
        return Batch.of(endpoint.getPipeline(), List.of()).landed(0, 1, List.of());
    }

    private Ending giveBack(ClaimedObject object, Exception cause, Passage passage) {
        if (cause instanceof TakenOverException) {
            LOG.info(cause.getMessage());
            claims.forget(object);
            passage.settled(elsewhere());
            return Ending.BUSY;
        }
        if (cause != null && cause.getCause() instanceof Error error) {
            // Camel makes an exception of it; a process without memory helps nobody.
            Threads.end(error);
        }
        if (cause instanceof ConfigurationException configuration) {
            failure.report(configuration);
        }
        tally.givenBack(1);
        claims.release(object);
        String why = FailureLog.describe(cause);
        if (consumer.isRunAllowed() && !consumer.isSuspendingOrSuspended()) {
            LOG.error(
                    "{} is not done and is tried again later: {}",
                    object.summary().path(),
                    why);
        } else {
            LOG.info(
                    "{} is left to the next run, unfinished: {}",
                    object.summary().path(),
                    why);
        }
        return Ending.GIVEN_BACK;
    }
}
