package dev.dromedary.sqs;

import dev.dromedary.batch.Peekable;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Backlogged;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.DataSize;
import dev.dromedary.settings.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * An SQS queue as the start of a route. The body is a {@link dev.dromedary.batch.Batch}; when the route ends, every
 * record of it must be stored or a dead letter, and only then are the messages deleted.
 *
 * <p>Options: {@code pipeline} (the name that dead letters and counts are kept under; default: the queue's),
 * {@code receivers}, {@code workers}, {@code batchSize}, {@code batchWindow}, {@code visibilityTimeout}, {@code
 * waitTime}, {@code memory}; what they mean, their units and bounds stand in {@code application.properties} under
 * {@code logins}.
 */
public final class SqsBatchEndpoint extends DefaultEndpoint implements Requirement, Backlogged, Peekable {

    private final String queue;
    private final SqsSource source;
    private String pipeline;
    private int receivers = 8;
    private int workers = 2;
    private int batchSize = 500;
    private Duration batchWindow = Duration.ofMillis(200);
    private Duration visibilityTimeout = Duration.ofSeconds(60);
    private Duration waitTime = Duration.ofSeconds(20);
    private DataSize memory = DataSize.parse("16MiB");

    SqsBatchEndpoint(String uri, SqsBatchComponent component, String queue) {
        super(uri, component);
        this.queue = queue;
        this.source = new SqsSource(queue, "for logins: logins.queue", component::client);
        this.pipeline = queue;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("sqs-batch only receives; send with aws2-sqs:" + queue);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        SqsBatchConsumer consumer = new SqsBatchConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public String system() {
        return source.system();
    }

    @Override
    public void check() {
        source.check();
    }

    @Override
    public Backlog backlog(Optional<String> watermark) {
        return source.backlog();
    }

    @Override
    public Seen peek(int most) {
        return source.peek(pipeline, most, memory.bytes());
    }

    QueueIntake intake(java.util.function.Consumer<List<Delivery>> sink) {
        return source.intake(
                new IntakeSettings(receivers, waitTime, visibilityTimeout, memory, messagesInFlight()), sink);
    }

    /**
     * For each worker a batch in work and one that waits or is being deleted, and a call for each receiver. More would only
     * wait, and fill the heap.
     */
    private int messagesInFlight() {
        return 2 * workers * batchSize + receivers * SqsQueue.MOST;
    }

    public String getQueue() {
        return queue;
    }

    public String getPipeline() {
        return pipeline;
    }

    public void setPipeline(String pipeline) {
        this.pipeline = pipeline;
    }

    public int getReceivers() {
        return receivers;
    }

    public void setReceivers(int receivers) {
        this.receivers = receivers;
    }

    public int getWorkers() {
        return workers;
    }

    public void setWorkers(int workers) {
        this.workers = workers;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public Duration batchWindow() {
        return batchWindow;
    }

    public void setBatchWindow(String batchWindow) {
        this.batchWindow = Durations.parse(batchWindow);
    }

    public void setVisibilityTimeout(String visibilityTimeout) {
        this.visibilityTimeout = Durations.parse(visibilityTimeout);
    }

    public void setWaitTime(String waitTime) {
        this.waitTime = Durations.parse(waitTime);
    }

    public DataSize memory() {
        return memory;
    }

    public void setMemory(String memory) {
        this.memory = DataSize.parse(memory);
    }
}
