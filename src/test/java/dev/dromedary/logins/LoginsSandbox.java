package dev.dromedary.logins;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.SqsServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue, a database and a folder of one test's own, and the jar set up to work on them. */
public final class LoginsSandbox {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final SqsServer sqs;
    private final PostgresServer postgres;
    private final String queueUrl;
    private final String warehouseUrl;
    private final DataSource warehouse;
    private final JarProcess.Setup setup;

    private LoginsSandbox(SqsServer sqs, PostgresServer postgres, Path folder) {
        String name = "logins_" + NUMBER.incrementAndGet() + "_"
                + ProcessHandle.current().pid();
        this.sqs = sqs;
        this.postgres = postgres;
        this.queueUrl = sqs.createQueue(name);
        this.warehouseUrl = postgres.createDatabase(name);
        this.warehouse = postgres.dataSource(warehouseUrl);
        this.setup = JarProcess.Setup.in(folder)
                .withSqs(sqs.endpoint().toString())
                .withWarehouse(warehouseUrl, postgres)
                .with("LOGINS_QUEUE", name)
                .with("LOGINS_VISIBILITY_TIMEOUT", "3s")
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "1s")
                .with("MASKING_KEYSET", "masking.keyset");
        setup.run("keys", "new", "masking.keyset");
    }

    /** On the servers that all tests share. */
    public static LoginsSandbox in(Path folder) {
        return on(Sandbox.sqs(), Sandbox.postgres(), folder);
    }

    /** On servers of the test's own, which it may break. */
    public static LoginsSandbox on(SqsServer sqs, PostgresServer postgres, Path folder) {
        return new LoginsSandbox(sqs, postgres, folder);
    }

    public JarProcess.Setup setup() {
        return setup;
    }

    public String warehouseUrl() {
        return warehouseUrl;
    }

    public String queueUrl() {
        return queueUrl;
    }

    public DataSource warehouse() {
        return warehouse;
    }

    public List<String> send(List<String> bodies) {
        return new MessageSender(sqs.client(), queueUrl).send(bodies);
    }

    /** Messages in the queue, visible or not. */
    public int depth() {
        Map<QueueAttributeName, String> attributes = sqs.client()
                .getQueueAttributes(request -> request.queueUrl(queueUrl)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    /** Rows in the table; 0 as long as there is none, or no server. */
    public long count() {
        try {
            return (long) query("select count(*) as n from user_logins").get(0).get("n");
        } catch (SQLException e) {
            return 0;
        }
    }

    public List<Map<String, Object>> query(String sql) throws SQLException {
        return query(warehouse, sql);
    }

    public static List<Map<String, Object>> query(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            List<Map<String, Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = warehouse.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The dead letters, as the command prints them. */
    public String deadLetters() {
        return setup.run("dead-letters", "list", "--json").output();
    }

    /** The statement that PostgreSQL keeps, so that tests can break servers by name. */
    public PostgresServer postgres() {
        return postgres;
    }
}
