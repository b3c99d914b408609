package dev.dromedary.sqs;

import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import dev.dromedary.settings.Durations;
import java.time.Duration;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * An SQS queue as the start of a route. The body is a {@link dev.dromedary.batch.Batch}; when the route ends, every
 * record of it must be stored or a dead letter, and only then are the messages deleted.
 *
 * <p>Options: {@code pipeline} (the name that dead letters and counts are kept under; default: the queue's),
 * {@code receivers}, {@code workers}, {@code batchSize}, {@code batchWindow}, {@code visibilityTimeout}, {@code
 * waitTime}, {@code memory}; what they mean, their units and bounds stand in {@code application.properties} under
 * {@code logins}.
 */
public final class SqsBatchEndpoint extends DefaultEndpoint implements Requirement {

    private final String queue;
    private String pipeline;
    private int receivers = 8;
    private int workers = 2;
    private int batchSize = 500;
    private Duration batchWindow = Duration.ofMillis(200);
    private Duration visibilityTimeout = Duration.ofSeconds(60);
    private Duration waitTime = Duration.ofSeconds(20);
    private DataSize memory = DataSize.parse("16MiB");
    private volatile String queueUrl;

    SqsBatchEndpoint(String uri, Component component, String queue) {
        super(uri, component);
        this.queue = queue;
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
        return "queue " + queue;
    }

    @Override
    public void check() {
        try {
            queueUrl = resolve(client());
        } catch (QueueDoesNotExistException e) {
            throw new ConfigurationException(
                    "queue " + queue + " does not exist; create it, or name another (for logins: logins.queue)", e);
        } catch (SqsException e) {
            if (e.statusCode() >= 400 && e.statusCode() < 500 && !e.isThrottlingException()) {
                throw new ConfigurationException(
                        "queue " + queue + " refuses us: " + e.awsErrorDetails().errorCode()
                                + "; check the AWS credentials and the queue's policy",
                        e);
            }
            throw e;
        } catch (SdkClientException e) {
            if (String.valueOf(e.getMessage()).startsWith("Unable to load credentials")) {
                throw new ConfigurationException(
                        "there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE,"
                                + " or give the machine a role",
                        e);
            }
            throw e;
        }
    }

    private String resolve(SqsClient client) {
        if (queue.contains("://")) {
            client.getQueueAttributes(request -> request.queueUrl(queue));
            return queue;
        }
        return client.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    private SqsClient client() {
        try {
            return ((SqsBatchComponent) getComponent()).client();
        } catch (SdkClientException e) {
            throw new ConfigurationException(
                    e.getMessage().startsWith("Unable to load region")
                            ? "the AWS region is not set; set AWS_REGION"
                            : "the AWS SDK refuses its configuration: " + e.getMessage(),
                    e);
        }
    }

    SqsQueue open() {
        if (queueUrl == null) {
            check();
        }
        return new SqsQueue(client(), queueUrl);
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

    public Duration visibilityTimeout() {
        return visibilityTimeout;
    }

    public void setVisibilityTimeout(String visibilityTimeout) {
        this.visibilityTimeout = Durations.parse(visibilityTimeout);
    }

    public Duration waitTime() {
        return waitTime;
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
