package dev.dromedary.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** A user's own {@code dead-letters.camel.yaml} that sends the letters elsewhere as well, before they are stored. */
public final class LetterRedirect {

    private LetterRedirect() {}

    /** To a queue of SQS on a port of this machine. */
    public static void toQueue(Path folder, String queue, int port) {
        write(folder, """
                              - to:
                                  uri: aws2-sqs:%s
                                  parameters:
                                    useDefaultCredentialsProvider: "true"
                                    overrideEndpoint: "true"
                                    uriEndpointOverride: http://127.0.0.1:%d
                """.formatted(queue, port));
    }

    /** To a topic of Kafka. */
    public static void toTopic(Path folder, String topic, String brokers) {
        write(folder, """
                              - to:
                                  uri: kafka:%s
                                  parameters:
                                    brokers: %s
                """.formatted(topic, brokers));
    }

    private static void write(Path folder, String step) {
        try {
            Path file = Files.createDirectories(folder.resolve("routes")).resolve("dead-letters.camel.yaml");
            String own = Files.readString(Path.of("src/main/resources/routes/dead-letters.camel.yaml"));
            Files.writeString(file, own.replace("dead-letters\n      steps:\n", """
                    dead-letters
                          steps:
                            - split:
                                expression:
                                  method:
                                    ref: dead-letter-messages
                                    method: of
                                stopOnException: "true"
                                steps:
                    """ + step));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in a queue of the shared server. */
    public static List<Message> receive(String queueUrl) {
        SqsClient client = Sandbox.sqs().client();
        List<Message> messages = new ArrayList<>();
        List<Message> some;
        do {
            some = client.receiveMessage(request -> request.queueUrl(queueUrl).maxNumberOfMessages(10))
                    .messages();
            messages.addAll(some);
        } while (!some.isEmpty());
        return messages;
    }
}
