package dev.dromedary.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The least that a consumer of a queue can do, as a process of its own: each of its threads receives ten messages, looks
 * at none of them, deletes them in one call, and begins again. What a pipeline loses against it is what its own work
 * costs. The SDK is configured by the environment, as the jar's is. Runs until it is ended; a call that fails ends it.
 */
public final class BareLoop {

    private static final int MOST = 10;
    private static final int WAIT_SECONDS = 1;

    private final SqsClient client;
    private final String queueUrl;

    private BareLoop(SqsClient client, String queueUrl) {
        this.client = client;
        this.queueUrl = queueUrl;
    }

    /** Takes the queue's URL and the number of threads. */
    public static void main(String[] arguments) {
        try (SqsClient client = SqsClient.create()) {
            new BareLoop(client, arguments[0]).run(Integer.parseInt(arguments[1]));
        }
    }

    /** Daemons do the work, so that the failure of one of them ends the process. */
    private void run(int threads) {
        CompletableFuture.anyOf(IntStream.range(0, threads)
                        .mapToObj(i -> CompletableFuture.runAsync(this::loop, BareLoop::daemon))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        while (true) {
            List<Message> messages = client.receiveMessage(request ->
                            request.queueUrl(queueUrl).maxNumberOfMessages(MOST).waitTimeSeconds(WAIT_SECONDS))
                    .messages();
            if (!messages.isEmpty()) {
                delete(messages);
            }
        }
    }

    private void delete(List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>(messages.size());
        for (Message message : messages) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        if (client.deleteMessageBatch(request -> request.queueUrl(queueUrl).entries(entries))
                .hasFailed()) {
            throw new IllegalStateException("the queue kept some of the messages");
        }
    }
}
