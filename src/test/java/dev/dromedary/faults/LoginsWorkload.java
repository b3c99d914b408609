package dev.dromedary.faults;

import dev.dromedary.catalog.CatalogSandbox;
import dev.dromedary.logins.LoginsSandbox;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.TcpProxy;
import dev.dromedary.sandbox.Wire;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Login messages in a queue, which have to become rows of a PostgreSQL. Masks are plain SHA-256, so that they can be told. */
final class LoginsWorkload extends Workload {

    private static final String ADDRESSES = "198.51.100.";

    private final LoginsSandbox sandbox;
    private final HttpFaults queueFaults;
    private final TcpProxy queue;
    private final TcpProxy warehouse;
    private final JarProcess.Setup setup;

    /** Ids of the messages that have to be rows. */
    private final Set<String> ids = new TreeSet<>();

    LoginsWorkload(Path folder, Servers servers) {
        super(folder);
        sandbox = LoginsSandbox.on(servers.sqs(), servers.postgres(), folder);
        queueFaults = HttpFaults.before(servers.sqs().endpoint());
        queue = TcpProxy.before(queueFaults.endpoint().getPort());
        warehouse = TcpProxy.before(
                URI.create(sandbox.warehouseUrl().substring("jdbc:".length())).getPort(), Wire::postgres);
        JarProcess.Setup alone = servers.state()
                .map(state -> sandbox.setup().withState(sandbox.warehouseUrl(), state))
                .orElse(sandbox.setup());
        setup = alone.withSqs(queue.by(queueFaults.endpoint().toString()))
                // Each statement travels with its text, by which the proxy knows it.
                .with("WAREHOUSE_URL", warehouse.by(sandbox.warehouseUrl()) + "?prepareThreshold=0")
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_BATCH_SIZE", "50")
                .with("LOGINS_BATCH_WINDOW", "20ms")
                .with("LOGINS_WAIT_TIME", "1s")
                .with("STARTUP_TIMEOUT", "5m");
    }

    LoginsSandbox sandbox() {
        return sandbox;
    }

    /** What stands before the queue. */
    HttpFaults queueFaults() {
        return queueFaults;
    }

    /** What stands before the warehouse. */
    TcpProxy warehouseLine() {
        return warehouse;
    }

    @Override
    JarProcess.Setup setup() {
        return setup;
    }

    @Override
    String pipeline() {
        return "logins";
    }

    @Override
    List<Moment> moments() {
        return List.of(
                request("ReceiveMessage"),
                statement("inserts", "insert into user_logins"),
                commit(),
                request("DeleteMessageBatch"));
    }

    private Moment request(String operation) {
        return new Moment(operation, (loss, number, action) -> {
            Predicate<AwsRequest> which = request -> request.operation().equals(operation);
            queueFaults.add(Moment.nth(number, which), HttpFaults.fault(loss), action);
        });
    }

    private Moment statement(String name, String begin) {
        return new Moment(
                name,
                (loss, number, action) -> warehouse.lose(
                        Moment.nth(number, (String sql) -> sql.stripLeading().contains(begin)), loss, action));
    }

    /** Of rows: before the first insert there are the commits of migrations. */
    Moment commit() {
        return new Moment("commits", (loss, number, action) -> {
            boolean[] inserted = {false};
            warehouse.lose(
                    Moment.nth(number, (String sql) -> {
                        inserted[0] |= sql.contains("insert into user_logins");
                        return inserted[0] && sql.equals("COMMIT");
                    }),
                    loss,
                    action);
        });
    }

    @Override
    void forgive() {
        queueFaults.reset();
        warehouse.forgive();
    }

    @Override
    List<TcpProxy> lines() {
        return List.of(queue, warehouse);
    }

    @Override
    void put(int from, int to) {
        List<String> rows = new ArrayList<>();
        List<String> letters = new ArrayList<>();
        for (int number = from; number < to; number++) {
            if (isBad(number)) {
                letters.add("{\"user_id\": \"n-" + number + "\", \"device_id\": \"" + CANARY + "\"}");
            } else {
                rows.add(message(number));
            }
        }
        ids.addAll(sandbox.send(rows));
        sandbox.send(letters).forEach(this::bad);
    }

    private String message(int number) {
        String ip = ADDRESSES + number;
        String device = CANARY + "-" + number;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user_id", "n-" + number);
        fields.put("app_version", "1.2.3");
        fields.put("device_type", "web");
        fields.put("ip", ip);
        fields.put("locale", number % 3 == 0 ? null : "DE");
        fields.put("device_id", device);
        good(String.join("|", "n-" + number, "web", mask(ip), mask(device), number % 3 == 0 ? "-" : "DE", "1002003"));
        return LoginSamples.json(fields);
    }

    private static String mask(String value) {
        return CatalogSandbox.sha256(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    long landed() {
        return sandbox.count();
    }

    @Override
    List<String> sink() {
        return landed() == 0
                ? List.of()
                : column(
                        "select concat_ws('|', user_id, device_type, masked_ip, masked_device_id, coalesce(locale, '-'),"
                                + " app_version) as n from user_logins");
    }

    private List<String> column(String sql) {
        try {
            return sandbox.query(sql).stream().map(row -> (String) row.get("n")).toList();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<String> letters() {
        return sources(setup.run("dead-letters", "list", "--json").output());
    }

    /** Messages that were not deleted; rows of messages that were not sent. */
    @Override
    List<String> leftovers() {
        List<String> left = new ArrayList<>(column("select message_id as n from user_logins"));
        left.removeAll(ids);
        if (sandbox.depth() > 0) {
            left.add(sandbox.depth() + " messages in the queue");
        }
        return left;
    }

    @Override
    List<String> rawTexts() {
        return List.of(CANARY, ADDRESSES);
    }

    @Override
    public void close() {
        super.close();
        queueFaults.close();
    }
}
