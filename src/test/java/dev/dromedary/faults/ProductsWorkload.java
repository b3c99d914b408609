package dev.dromedary.faults;

import dev.dromedary.products.ProductsSandbox;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.TcpProxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Rows of a SQLite table, which have to become messages of a topic. Bad ones are larger than a message may be. */
final class ProductsWorkload extends Workload {

    private final ProductsSandbox sandbox;
    private final KafkaServer kafka;
    private final JarProcess.Setup setup;

    ProductsWorkload(Path folder, Servers servers) {
        super(folder);
        kafka = servers.kafka();
        sandbox = ProductsSandbox.on(kafka, folder);
        setup = sandbox.setup()
                .with("KAFKA_BROKERS", kafka.proxied())
                .with("PRODUCTS_PAGE_SIZE", "100")
                .with("PRODUCTS_MAX_RECORD_SIZE", "1KiB")
                .with("STARTUP_TIMEOUT", "5m");
    }

    ProductsSandbox sandbox() {
        return sandbox;
    }

    @Override
    JarProcess.Setup setup() {
        return setup;
    }

    @Override
    String pipeline() {
        return "products";
    }

    @Override
    List<Moment> moments() {
        return List.of(request("InitProducerId"), request("Produce"), request("EndTxn"));
    }

    private Moment request(String name) {
        return new Moment(
                name, (loss, number, action) -> kafka.proxy().lose(Moment.nth(number, name::equals), loss, action));
    }

    @Override
    void forgive() {
        kafka.proxy().forgive();
    }

    @Override
    List<TcpProxy> lines() {
        return List.of(kafka.proxy());
    }

    @Override
    void put(int from, int to) {
        String note = "case when n % " + BAD_EVERY + " = 7 then replace(hex(zeroblob(200)), '00', '" + CANARY
                + "') else 'note ' || n end";
        try {
            sandbox.sql(
                    "create table if not exists products (ean text primary key, note text)",
                    "with recursive numbers(n) as (select " + from + " union all select n + 1 from numbers where n < "
                            + (to - 1) + ") insert into products select printf('%013d', n), " + note + " from numbers");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        for (int number = from; number < to; number++) {
            String ean = "%013d".formatted(number);
            if (isBad(number)) {
                bad(ean);
            } else {
                good(ean + " {\"ean\":\"" + ean + "\",\"note\":\"note " + number + "\"}");
            }
        }
    }

    /** Messages and marks of transactions, of what is committed; about as many as there are records. */
    @Override
    long landed() {
        return sandbox.committedEnd() == 0 ? 0 : visible().size();
    }

    private List<String> visible() {
        return sandbox.topic().read().stream()
                .map(entry -> entry.key() + " " + entry.value())
                .toList();
    }

    @Override
    List<String> sink() {
        return sandbox.committedEnd() == 0 ? List.of() : visible();
    }

    @Override
    List<String> letters() {
        return sources(sandbox.deadLetters());
    }

    /** A transaction that is still open hides what comes after it. */
    @Override
    List<String> leftovers() {
        await().until(() -> sandbox.committedEnd() == sandbox.topicEnd());
        return List.of();
    }

    @Override
    public void close() {
        forgive();
        kafka.proxy().restore();
        endProcesses();
    }
}
