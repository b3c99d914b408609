package dev.dromedary.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Each server of the sandbox does what the tests rely on. */
@Timeout(120)
class SandboxIT {
    private static final String NON_ASCII = "Zoë paid 3 € to 李";

    @Test
    void sharesOneServerOfEachKind() {
        assertThat(Sandbox.sqs()).isSameAs(Sandbox.sqs());
        assertThat(Sandbox.s3()).isSameAs(Sandbox.s3());
        assertThat(Sandbox.kafka()).isSameAs(Sandbox.kafka());
        assertThat(Sandbox.postgres()).isSameAs(Sandbox.postgres());
        assertThat(Sandbox.dynamo()).isSameAs(Sandbox.dynamo());
    }

    @Test
    void sqsDeliversUntilAMessageIsDeleted() {
        SqsClient sqs = Sandbox.sqs().client();
        String queue = Sandbox.sqs().createQueue("single", Duration.ofSeconds(20));
        assertThat(queue).startsWith(Sandbox.sqs().endpoint().toString()).endsWith("/single");
        Instant before = Instant.now();
        sqs.sendMessage(request -> request.queueUrl(queue).messageBody(NON_ASCII));

        Message first = receive(sqs, queue).get(0);
        assertThat(first.body()).isEqualTo(NON_ASCII);
        assertThat(attribute(first, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo(1);
        assertThat(Instant.ofEpochMilli(attribute(first, MessageSystemAttributeName.SENT_TIMESTAMP)))
                .isBetween(before.minusMillis(1), Instant.now());
        assertThat(receive(sqs, queue)).as("while it is in flight").isEmpty();

        sqs.changeMessageVisibility(request ->
                request.queueUrl(queue).receiptHandle(first.receiptHandle()).visibilityTimeout(0));
        Message again = receive(sqs, queue).get(0);
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(attribute(again, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo(2);

        sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(again.receiptHandle()));
        assertThat(messagesIn(sqs, queue)).isZero();
    }

    @Test
    void sqsTakesBatches() {
        SqsClient sqs = Sandbox.sqs().client();
        String queue = Sandbox.sqs().createQueue("batch");
        sendTen(sqs, queue);

        List<Message> received = receive(sqs, queue);
        assertThat(received).extracting(Message::body).containsExactlyInAnyOrderElementsOf(tenBodies());

        List<DeleteMessageBatchRequestEntry> entries = received.stream()
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
        var deleted = sqs.deleteMessageBatch(request -> request.queueUrl(queue).entries(entries));
        assertThat(deleted.successful()).hasSize(10);
        assertThat(deleted.failed()).isEmpty();
        assertThat(messagesIn(sqs, queue)).isZero();
    }

    @Test
    void sqsKeepsItsMessagesWhileItIsDown() {
        try (SqsServer server = SqsServer.launch()) {
            String queue = server.createQueue("outage");
            sendTen(server.client(), queue);

            server.stop();
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(() -> receive(server.client(), queue))
                    .havingRootCause()
                    .isInstanceOf(ConnectException.class);

            server.start();
            assertThat(receive(server.client(), queue))
                    .extracting(Message::body)
                    .containsExactlyInAnyOrderElementsOf(tenBodies());
        }
    }

    @Test
    void dynamoKeepsItsTablesWhileItIsDown() {
        try (DynamoServer server = DynamoServer.launch()) {
            Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS(NON_ASCII));
            server.client().createTable(request -> request.tableName("items")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build()));
            server.client().putItem(request -> request.tableName("items").item(item));

            server.stop();
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(() -> server.client().listTables())
                    .havingRootCause()
                    .isInstanceOf(ConnectException.class);

            server.start();
            assertThat(server.client()
                            .getItem(request -> request.tableName("items").key(item))
                            .item())
                    .isEqualTo(item);
        }
    }

    @Test
    void s3KeepsContentTypeMetadataAndBytes() throws IOException {
        S3Server s3 = Sandbox.s3();
        s3.createBucket("objects");
        s3.client()
                .putObject(
                        request -> request.bucket("objects")
                                .key("json/a/b.json")
                                .contentType("application/json")
                                .metadata(Map.of("origin", "test")),
                        RequestBody.fromString(NON_ASCII));

        try (var object =
                s3.client().getObject(request -> request.bucket("objects").key("json/a/b.json"))) {
            GetObjectResponse response = object.response();
            assertThat(object.readAllBytes()).isEqualTo(NON_ASCII.getBytes(StandardCharsets.UTF_8));
            assertThat(response.contentType()).isEqualTo("application/json");
            assertThat(response.metadata()).containsEntry("origin", "test");
        }
        assertThat(s3.client()
                        .listObjectsV2(request -> request.bucket("objects"))
                        .contents())
                .extracting(object -> object.key())
                .containsExactly("json/a/b.json");
    }

    @Test
    void s3WritesOnceWhereAsked() {
        S3Server s3 = Sandbox.s3();
        s3.createBucket("once");
        putIfAbsent(s3, "first");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> putIfAbsent(s3, "second"))
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
        assertThat(textOf(s3, "once", "key")).isEqualTo("first");
    }

    @Test
    void s3KeepsItsObjectsWhileItIsDown() {
        try (S3Server s3 = S3Server.launch()) {
            s3.createBucket("kept");
            s3.client().putObject(request -> request.bucket("kept").key("key"), RequestBody.fromString(NON_ASCII));
            s3.stop();
            assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> textOf(s3, "kept", "key"));
            s3.start();
            assertThat(textOf(s3, "kept", "key")).isEqualTo(NON_ASCII);
        }
    }

    @Test
    void kafkaShowsWhatWasCommitted() {
        KafkaServer kafka = Sandbox.kafka();
        kafka.createTopic("transactions", 3);
        try (KafkaProducer<String, String> producer = transactionalProducer(kafka)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactions", "1", "aborted"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactions", "1", "first"));
            producer.send(new ProducerRecord<>("transactions", "2", NON_ASCII));
            producer.commitTransaction();
        }
        assertThat(committed(kafka, "transactions", 2)).containsExactlyInAnyOrder("1=first", "2=" + NON_ASCII);
    }

    @Test
    void kafkaKeepsItsRecordsWhileItIsDown() {
        try (KafkaServer kafka = KafkaServer.launch()) {
            kafka.createTopic("kept", 1);
            try (KafkaProducer<String, String> producer = transactionalProducer(kafka)) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("kept", "1", "before"));
                producer.commitTransaction();
                kafka.stop();
                kafka.start();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("kept", "2", "after"));
                producer.commitTransaction();
            }
            assertThat(committed(kafka, "kept", 2)).containsExactly("1=before", "2=after");
        }
    }

    @Test
    void postgresKeepsItsRowsOverARestart() throws SQLException {
        try (PostgresServer postgres = PostgresServer.launch()) {
            String url = postgres.createDatabase("restarted");
            execute(postgres, url, "CREATE TABLE greeting (id int PRIMARY KEY, text text)");
            execute(postgres, url, "INSERT INTO greeting VALUES (1, 'before'), (2, '" + NON_ASCII + "')");

            try (Connection open = postgres.dataSource(url).getConnection()) {
                postgres.stop();
                assertThat(open.isValid(1)).isFalse();
            }
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> postgres.dataSource(url).getConnection())
                    .withRootCauseInstanceOf(ConnectException.class);

            postgres.start();
            execute(postgres, url, "INSERT INTO greeting VALUES (3, 'after')");
            assertThat(greetings(postgres, url)).containsExactly("1 before", "2 " + NON_ASCII, "3 after");
        }
    }

    @Test
    void postgresMakesADatabaseForEachTest() throws SQLException {
        PostgresServer postgres = Sandbox.postgres();
        String one = postgres.createDatabase("one");
        String two = postgres.createDatabase("two");
        for (String url : List.of(one, two)) {
            execute(postgres, url, "CREATE TABLE greeting (id int PRIMARY KEY, text text)");
        }
        execute(postgres, one, "INSERT INTO greeting VALUES (1, 'hello')");
        assertThat(greetings(postgres, one)).containsExactly("1 hello");
        assertThat(greetings(postgres, two)).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> postgres.createDatabase("one"));
    }

    @Test
    void proxyCutsAndRestores() throws IOException {
        try (ServerSocket echo = echoServer();
                TcpProxy proxy = TcpProxy.before(echo.getLocalPort());
                Socket connected = connect(proxy)) {
            assertThat(echoed(connected, 'a')).isEqualTo('a');

            proxy.cut();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> echoed(connected, 'b'));
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(proxy));

            proxy.restore();
            try (Socket anew = connect(proxy)) {
                assertThat(echoed(anew, 'c')).isEqualTo('c');
            }
        }
    }

    @Test
    void proxyStallsOldAndNewConnections() throws IOException {
        try (ServerSocket echo = echoServer();
                TcpProxy proxy = TcpProxy.before(echo.getLocalPort());
                Socket old = connect(proxy)) {
            assertThat(echoed(old, 'a')).isEqualTo('a');

            proxy.stall();
            try (Socket young = connect(proxy)) {
                for (Socket socket : List.of(old, young)) {
                    socket.setSoTimeout(200);
                    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> echoed(socket, 'b'));
                    socket.setSoTimeout(10_000);
                }
                proxy.restore();
                for (Socket socket : List.of(old, young)) {
                    assertThat(socket.getInputStream().read())
                            .as("what was held")
                            .isEqualTo('b');
                }
            }
        }
    }

    @Test
    void proxyMakesAServerUnreachable() {
        String queue = Sandbox.sqs().createQueue("proxied");
        URI direct = Sandbox.sqs().endpoint();
        try (TcpProxy proxy = TcpProxy.before(direct.getPort());
                SqsClient sqs = SqsClient.builder()
                        .endpointOverride(URI.create(proxy.by(direct.toString())))
                        .region(SandboxCredentials.region())
                        .credentialsProvider(SandboxCredentials.provider())
                        .build()) {
            sendTen(sqs, queue);
            proxy.cut();
            assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> receive(sqs, queue));
            proxy.restore();
            assertThat(receive(sqs, queue)).extracting(Message::body).containsExactlyInAnyOrderElementsOf(tenBodies());
        }
    }

    @Test
    void closedServersStayClosed() {
        S3Server s3 = S3Server.launch();
        s3.close();
        s3.close();
        assertThatIllegalStateException().isThrownBy(s3::start).withMessageContaining("is closed");
    }

    private static void sendTen(SqsClient sqs, String queue) {
        List<SendMessageBatchRequestEntry> entries = tenBodies().stream()
                .map(body -> SendMessageBatchRequestEntry.builder()
                        .id(body)
                        .messageBody(body)
                        .build())
                .toList();
        assertThat(sqs.sendMessageBatch(request -> request.queueUrl(queue).entries(entries))
                        .failed())
                .isEmpty();
    }

    private static List<String> tenBodies() {
        return IntStream.range(0, 10).mapToObj(i -> "body-" + i).toList();
    }

    private static List<Message> receive(SqsClient sqs, String queue) {
        return sqs.receiveMessage(request -> request.queueUrl(queue)
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(
                                MessageSystemAttributeName.SENT_TIMESTAMP,
                                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages();
    }

    private static long attribute(Message message, MessageSystemAttributeName name) {
        return Long.parseLong(message.attributes().get(name));
    }

    /** Both those that wait and those in flight. */
    private static int messagesIn(SqsClient sqs, String queue) {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(queue)
                        .attributeNamesWithStrings(
                                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private static void putIfAbsent(S3Server s3, String text) {
        s3.client()
                .putObject(request -> request.bucket("once").key("key").ifNoneMatch("*"), RequestBody.fromString(text));
    }

    private static String textOf(S3Server s3, String bucket, String key) {
        return s3.client()
                .getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asUtf8String();
    }

    private static KafkaProducer<String, String> transactionalProducer(KafkaServer kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "sandbox"),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Reads until that many records have come, as a member of a group. */
    private static List<String> committed(KafkaServer kafka, String topic, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "readers-of-" + topic,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(Set.of(topic));
            List<String> records = new ArrayList<>();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> records.add(each.key() + "=" + each.value()));
                return records.size() >= count;
            });
            return records;
        }
    }

    private static void execute(PostgresServer postgres, String url, String sql) throws SQLException {
        try (Connection connection = postgres.dataSource(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Set<String> greetings(PostgresServer postgres, String url) throws SQLException {
        Set<String> greetings = new TreeSet<>();
        try (Connection connection = postgres.dataSource(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, text FROM greeting")) {
            while (rows.next()) {
                greetings.add(rows.getInt("id") + " " + rows.getString("text"));
            }
        }
        return greetings;
    }

    /** Sends back what it gets, one connection a thread, until it is closed. */
    private static ServerSocket echoServer() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(LoopbackPorts.HOST));
        TcpLink.daemon("echo", () -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    TcpLink.daemon("echo-" + socket.getPort(), () -> echo(socket));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        return server;
    }

    private static void echo(Socket socket) {
        try (socket;
                InputStream in = socket.getInputStream()) {
            in.transferTo(socket.getOutputStream());
        } catch (IOException reset) {
            // The other end is gone.
        }
    }

    private static Socket connect(TcpProxy proxy) throws IOException {
        return new Socket(LoopbackPorts.HOST, proxy.port());
    }

    private static int echoed(Socket socket, int letter) throws IOException {
        socket.getOutputStream().write(letter);
        return socket.getInputStream().read();
    }
}
