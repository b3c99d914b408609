package dev.dromedary.bench;

import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.SandboxCredentials;
import dev.dromedary.sandbox.SqsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What one run gets for itself, on servers that all runs share: a queue, a database and a folder. For
 * use by one thread. Every method throws {@link IllegalStateException} when a server refuses.
 */
final class Stage implements AutoCloseable {

    private static final String NO_SUCH_TABLE = "42P01";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final QueueAttributeName VISIBLE = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    private static final QueueAttributeName IN_HANDS = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

    private final SqsServer sqs = Sandbox.sqs();
    private final PostgresServer postgres = Sandbox.postgres();
    private final String name = "bench_" + NUMBER.incrementAndGet();
    private final String queueUrl = sqs.createQueue(name);
    private final String jdbcUrl = postgres.createDatabase(name);
    private final Path folder;
    private final Connection connection;

    private final URI endpoint;

    private Stage(Path parent, URI endpoint) throws IOException, SQLException {
        this.endpoint = endpoint;
        folder = Files.createDirectories(parent.resolve(name));
        connection = postgres.dataSource(jdbcUrl).getConnection();
    }

    /** A stage whose queue holds the messages already. */
    static Stage with(Path parent, List<String> messages) {
        return with(parent, messages, Sandbox.sqs().endpoint());
    }

    /**
     * A stage whose queue holds the messages already.
     *
     * @param endpoint where contestants find the queue's server
     */
    static Stage with(Path parent, List<String> messages, URI endpoint) {
        try {
            Stage stage = new Stage(parent, endpoint);
            new MessageSender(stage.sqs.client(), stage.queueUrl).send(messages);
            return stage;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to the warehouse", e);
        }
    }

    Path folder() {
        return folder;
    }

    String queueUrl() {
        return queueUrl;
    }

    /** The variables by which the jar, the AWS SDKs and libpq find this stage. */
    Map<String, String> environment() {
        URI database = URI.create(jdbcUrl.substring("jdbc:".length()));
        Map<String, String> variables = new HashMap<>();
        variables.put("AWS_ENDPOINT_URL_SQS", endpoint.toString());
        variables.put("AWS_REGION", SandboxCredentials.REGION);
        variables.put("AWS_ACCESS_KEY_ID", SandboxCredentials.ACCESS_KEY_ID);
        variables.put("AWS_SECRET_ACCESS_KEY", SandboxCredentials.SECRET_ACCESS_KEY);
        variables.put("LOGINS_QUEUE", name);
        variables.put("WAREHOUSE_URL", jdbcUrl);
        variables.put("WAREHOUSE_USER", postgres.user());
        variables.put("WAREHOUSE_PASSWORD", postgres.password());
        variables.put("PGHOST", database.getHost());
        variables.put("PGPORT", Integer.toString(database.getPort()));
        variables.put("PGDATABASE", name);
        variables.put("PGUSER", postgres.user());
        variables.put("PGPASSWORD", postgres.password());
        return variables;
    }

    /** Rows that have landed. */
    long rows() {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from user_logins")) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            if (NO_SUCH_TABLE.equals(e.getSQLState())) {
                return 0;
            }
            throw new IllegalStateException("rows cannot be counted", e);
        }
    }

    /** Messages that nobody has taken. */
    long waiting() {
        return messages(VISIBLE);
    }

    /** Messages that are not deleted, whether somebody has taken them or not. */
    long depth() {
        return messages(VISIBLE, IN_HANDS);
    }

    private long messages(QueueAttributeName... counts) {
        return sqs
                .client()
                .getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(counts))
                .attributes()
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** Does what a contestant leaves to the one who sets up its database. */
    void execute(String sql) {
        execute(connection, sql);
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the warehouse refuses: " + sql, e);
        }
    }

    /** The queue stays: it is empty, and calls that still wait at it would fail loudly if it went. */
    @Override
    public void close() {
        try (Connection elsewhere = postgres.dataSource().getConnection()) {
            connection.close();
            execute(elsewhere, "drop database " + name + " with (force)");
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to the warehouse", e);
        }
    }
}
