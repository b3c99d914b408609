package dev.dromedary.alerts;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * What a receiver is to be told, as the start of the route that tells it. The body is a {@link Notice}; headers for filters
 * are {@code state} (firing, repeated, resolved), {@code severity} (critical, error, warning), {@code pipeline} and {@code
 * rule} (circuit-open, run-failed, dead-letters, lag, no-data). When the route ends well the receiver has been told; when it
 * fails the message is tried again, and those behind it wait.
 */
public final class AlertsEndpoint extends DefaultEndpoint {

    private final String receiver;

    AlertsEndpoint(String uri, Component component, String receiver) {
        super(uri, component);
        this.receiver = receiver;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("alerts only begins routes");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        AlertsConsumer consumer = new AlertsConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** The name under which messages are kept for the route. */
    String receiver() {
        return receiver;
    }
}
