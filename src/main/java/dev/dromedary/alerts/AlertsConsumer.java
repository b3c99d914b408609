package dev.dromedary.alerts;

import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the messages of one receiver, one after the other: a message is done when the route has ended well with it, and
 * not before (invariant 1), and one that the receiver never takes does not hold up the others (invariant 3).
 */
final class AlertsConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(AlertsConsumer.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(4);

    private final String receiver;
    private ExecutorService thread;
    private Outbox outbox;
    private volatile boolean stopping;
    private boolean failing;

    AlertsConsumer(AlertsEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.receiver = endpoint.receiver();
    }

    String receiver() {
        return receiver;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        stopping = false;
        outbox = getEndpoint().getCamelContext().getRegistry().findSingleByType(Outbox.class);
        thread = Executors.newSingleThreadExecutor(Threads.named("alerts-" + receiver));
        thread.execute(this::work);
    }

    @Override
    protected void doStop() throws Exception {
        stopping = true;
        if (thread != null) {
            outbox.notifyOfNews();
            thread.shutdown();
            if (!Threads.await(thread, END)) {
                thread.shutdownNow();
            }
        }
        super.doStop();
    }

    private void work() {
        try {
            while (!stopping) {
                long known = outbox.news();
                Optional<Outbox.Taken> taken = outbox.next(receiver);
                if (taken.isEmpty()) {
                    outbox.isEmptyFor(receiver, known);
                    outbox.await(known, LONGEST_DELAY);
                } else if (!deliver(taken.get())) {
                    Duration delay = delay(taken.get().message().attempts());
                    taken.get().retry(delay);
                    outbox.await(outbox.news(), delay);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the message needs no more attempts. */
    private boolean deliver(Outbox.Taken taken) {
        try {
            deliver(taken.message().notice());
            if (failing) {
                LOG.info("Alerts reach {} again", receiver);
            }
            failing = false;
        } catch (DeliveryException e) {
            if (!e.isRefused()) {
                if (!failing) {
                    LOG.warn("Alerts do not reach {}, trying until they do: {}", receiver, e.getMessage());
                }
                failing = true;
                return false;
            }
            LOG.error(
                    "{} refuses an alert, which is not sent again: {}: {}",
                    receiver,
                    e.getMessage(),
                    taken.message().notice().heading());
        }
        taken.done();
        return true;
    }

    /**
     * Sends one message through the route.
     *
     * @throws DeliveryException if the route fails
     */
    void deliver(Notice notice) throws DeliveryException {
        Exchange exchange = createExchange(false);
        try {
            Message message = exchange.getMessage();
            message.setBody(notice);
            message.setHeader("state", notice.state().code());
            message.setHeader("severity", notice.severity().code());
            message.setHeader("pipeline", notice.pipeline());
            message.setHeader("rule", notice.rule().code());
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        } catch (DeliveryException e) {
            throw e;
        } catch (Exception e) {
            // The message of an exception of somebody else's may quote an address.
            throw DeliveryException.unavailable(FailureLog.describe(e));
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private static Duration delay(int attempts) {
        long longest = Math.min(LONGEST_DELAY.toMillis(), FIRST_DELAY.toMillis() << Math.min(attempts - 1, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
