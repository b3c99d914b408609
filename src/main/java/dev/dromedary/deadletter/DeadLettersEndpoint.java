package dev.dromedary.deadletter;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The letters of a pipeline as the start of its route, in the place of the pipeline's source. The body is a {@link
 * dev.dromedary.batch.Batch}; when the route ends, every record of it must be stored or a dead letter again.
 *
 * <p>Options: {@code batchSize}, the most letters in a batch.
 */
public final class DeadLettersEndpoint extends DefaultEndpoint {

    private final String pipeline;
    private int batchSize = 500;

    DeadLettersEndpoint(String uri, Component component, String pipeline) {
        super(uri, component);
        this.pipeline = pipeline;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("dead-letters only reads; letters are stored by the bean dead-letters");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        DeadLettersConsumer consumer = new DeadLettersConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    String pipeline() {
        return pipeline;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }
}
