package dev.dromedary.sqs;

import dev.dromedary.aws.AwsFaults;
import dev.dromedary.batch.Peekable;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A queue that must be there, and must be ours to use, before a pipeline receives from it. Thread-safe. */
public final class SqsSource implements Requirement {

    private final String queue;
    private final String setting;
    private final Supplier<SqsClient> client;
    private volatile String queueUrl;

    /**
     * @param queue name or URL
     * @param setting the key that names the queue, for messages
     * @param client asked when it is first needed; the caller closes it
     */
    public SqsSource(String queue, String setting, Supplier<SqsClient> client) {
        this.queue = queue;
        this.setting = setting;
        this.client = client;
    }

    /**
     * A client by the SDK's own configuration.
     *
     * @throws SdkClientException if region or credentials are not configured
     */
    public static SqsClient connect() {
        return SqsClient.builder()
                .httpClientBuilder(ApacheHttpClient.builder()
                        .maxConnections(256)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(Duration.ofSeconds(40)))
                .build();
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
                    "queue " + queue + " does not exist; create it, or name another (" + setting + ")", e);
        } catch (SqsException e) {
            throw meaning(e);
        } catch (SdkClientException e) {
            AwsFaults.requireCredentials(e);
            throw e;
        }
    }

    private RuntimeException meaning(SqsException e) {
        if (e.statusCode() >= 400 && e.statusCode() < 500 && !e.isThrottlingException()) {
            return new ConfigurationException(
                    "queue " + queue + " refuses us: " + e.awsErrorDetails().errorCode()
                            + "; check the AWS credentials and the queue's policy",
                    e);
        }
        return e;
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
            return client.get();
        } catch (SdkClientException e) {
            throw AwsFaults.ofClient(e);
        }
    }

    /**
     * Takes the queue's messages into our hands; {@link QueueIntake#start} begins.
     *
     * @param sink takes what was received, on a thread of a receiver, which it may block
     */
    public QueueIntake intake(IntakeSettings settings, Consumer<List<Delivery>> sink) {
        return new QueueIntake(queue, queue(), settings, sink);
    }

    /** What waits in the queue, and is in nobody's hands. */
    public Backlog backlog() {
        return new Backlog(queue().depth().waiting(), "messages", false);
    }

    private SqsQueue queue() {
        if (queueUrl == null) {
            check();
        }
        return new SqsQueue(client(), queueUrl);
    }

    /**
     * Looks at messages: receives them, because SQS shows them in no other way, and gives them back at once.
     *
     * @param pipeline name for the batch
     * @param most messages at the most
     * @param bytes of bodies after which no more is received
     * @throws ConfigurationException if the queue is not there or refuses us, or takes away what was received once
     */
    Peekable.Seen peek(String pipeline, int most, long bytes) {
        check();
        try {
            return new QueuePeek(queue, queue()).look(pipeline, most, bytes);
        } catch (SqsException e) {
            throw meaning(e);
        }
    }
}
