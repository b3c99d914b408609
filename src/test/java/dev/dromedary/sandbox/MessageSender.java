package dev.dromedary.sandbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** Fills a queue, ten messages a call by several threads. Immutable and safe for use by several threads. */
public final class MessageSender {

    private static final int MOST = 10;
    private static final int MOST_CHARACTERS = 250_000;
    private static final int THREADS = 4;

    private final SqsClient client;
    private final String queueUrl;

    public MessageSender(SqsClient client, String queueUrl) {
        this.client = client;
        this.queueUrl = queueUrl;
    }

    /** Sends the bodies, in no particular order, and returns the ids that the queue gave them. */
    public List<String> send(Collection<String> bodies) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<String>>> calls = new ArrayList<>();
            for (List<String> call : calls(bodies)) {
                calls.add(() -> sendCall(call));
            }
            List<String> ids = new ArrayList<>();
            for (Future<List<String>> sent : threads.invokeAll(calls)) {
                ids.addAll(sent.get());
            }
            return ids;
        } catch (ExecutionException e) {
            throw new IllegalStateException("sending failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<List<String>> calls(Collection<String> bodies) {
        List<List<String>> calls = new ArrayList<>();
        List<String> call = new ArrayList<>();
        int characters = 0;
        for (String body : bodies) {
            if (call.size() == MOST || !call.isEmpty() && characters + body.length() > MOST_CHARACTERS) {
                calls.add(call);
                call = new ArrayList<>();
                characters = 0;
            }
            call.add(body);
            characters += body.length();
        }
        if (!call.isEmpty()) {
            calls.add(call);
        }
        return calls;
    }

    private List<String> sendCall(List<String> bodies) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (String body : bodies) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .messageBody(body)
                    .build());
        }
        SendMessageBatchResponse response =
                client.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
        if (response.hasFailed()) {
            throw new IllegalStateException(response.failed().size() + " messages refused: "
                    + response.failed().get(0).code());
        }
        return response.successful().stream()
                .map(SendMessageBatchResultEntry::messageId)
                .toList();
    }
}
