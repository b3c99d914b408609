package dev.dromedary.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * One queue, by the calls that a pipeline makes: batches of up to {@value #MOST} messages. Failures of a whole call are
 * the SDK's exceptions; failures of single messages are returned. Thread-safe.
 */
final class SqsQueue {

    /** What SQS takes and gives in one call. */
    static final int MOST = 10;

    /** In a redrive policy, which is JSON with the number as a text or not. */
    private static final Pattern MAX_RECEIVE_COUNT = Pattern.compile("\"maxReceiveCount\"\\s*:\\s*\"?(\\d{1,9})");

    private final SqsClient client;
    private final String url;

    SqsQueue(SqsClient client, String url) {
        this.client = client;
        this.url = url;
    }

    /** How many messages there are, as SQS estimates it: waiting (delayed ones too), and in somebody's hands. */
    record Depth(long waiting, long inHands) {}

    /** An entry of a batch call that SQS refused; {@code final} if asking again cannot help. */
    record Refusal(Delivery delivery, String code, boolean isFinal) {}

    List<Delivery> receive(Duration waitTime, Duration visibilityTimeout) {
        return receive(MOST, waitTime, visibilityTimeout);
    }

    /** @param most how many at the most, up to {@value #MOST} */
    List<Delivery> receive(int most, Duration waitTime, Duration visibilityTimeout) {
        return client
                .receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(seconds(waitTime))
                        .visibilityTimeout(seconds(visibilityTimeout))
                        .messageSystemAttributeNames(
                                MessageSystemAttributeName.SENT_TIMESTAMP,
                                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages()
                .stream()
                .map(Delivery::of)
                .toList();
    }

    /** SQS counts whole seconds; a part of one is rounded up, so that a short wait does not become none. */
    private static int seconds(Duration time) {
        return Math.toIntExact((time.toMillis() + 999) / 1000);
    }

    /** Deletes up to {@value #MOST} messages; returns those that SQS did not delete. */
    List<Refusal> delete(List<Delivery> deliveries) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>(deliveries.size());
        for (int i = 0; i < deliveries.size(); i++) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(deliveries.get(i).receiptHandle())
                    .build());
        }
        return refusals(
                deliveries,
                client.deleteMessageBatch(request -> request.queueUrl(url).entries(entries))
                        .failed());
    }

    /** Makes up to {@value #MOST} messages visible after the given time from now; returns those refused. */
    List<Refusal> changeVisibility(List<Delivery> deliveries, Duration timeout) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>(deliveries.size());
        for (int i = 0; i < deliveries.size(); i++) {
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(deliveries.get(i).receiptHandle())
                    .visibilityTimeout(seconds(timeout))
                    .build());
        }
        return refusals(
                deliveries,
                client.changeMessageVisibilityBatch(
                                request -> request.queueUrl(url).entries(entries))
                        .failed());
    }

    private static List<Refusal> refusals(List<Delivery> deliveries, List<BatchResultErrorEntry> failed) {
        return failed.stream()
                .map(entry -> new Refusal(
                        deliveries.get(Integer.parseInt(entry.id())),
                        entry.code(),
                        Boolean.TRUE.equals(entry.senderFault())))
                .toList();
    }

    Depth depth() {
        var attributes = client.getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return new Depth(
                count(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                        + count(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)),
                count(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)));
    }

    /** After how many receipts SQS takes a message away that comes once more; empty where it never does. */
    OptionalInt receiptsAllowed() {
        String policy = client.getQueueAttributes(
                        request -> request.queueUrl(url).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                .attributes()
                .get(QueueAttributeName.REDRIVE_POLICY);
        Matcher matcher = MAX_RECEIVE_COUNT.matcher(policy == null ? "" : policy);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static long count(String attribute) {
        return attribute == null ? 0 : Long.parseLong(attribute);
    }

    /** Cuts a list into pieces of what one call takes. */
    static List<List<Delivery>> calls(List<Delivery> deliveries) {
        List<List<Delivery>> calls = new ArrayList<>();
        for (int from = 0; from < deliveries.size(); from += MOST) {
            calls.add(deliveries.subList(from, Math.min(from + MOST, deliveries.size())));
        }
        return calls;
    }
}
