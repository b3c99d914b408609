package dev.dromedary.sandbox;

import dev.dromedary.sandbox.TopicReader.Entry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The products pipeline: a CSV with some bad rows, the messages that it becomes, and what two changes become. */
final class ProductsDemo implements DemoShow {

    private static final int BAD_EVERY = 500;
    private static final int SHOWN = 3;
    private static final int VALUE_SHOWN = 150;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path folder;
    private final boolean once;
    private final int rows;
    private final ProductSamples samples = new ProductSamples(1);
    private volatile boolean ending;

    ProductsDemo(Path folder, boolean once, int rows) {
        this.folder = folder;
        this.once = once;
        this.rows = rows;
    }

    @Override
    public void end() {
        ending = true;
    }

    @Override
    public void show() {
        Demo.say("Starting Kafka on 127.0.0.1 ...");
        KafkaServer kafka = Sandbox.kafka();
        Demo.say(
                "Writing %,d rows to data/products.csv, one in %d of them without a number for its price ...",
                rows, BAD_EVERY);
        writeCsv();
        JarProcess.Setup setup =
                JarProcess.Setup.in(folder.toAbsolutePath()).with("KAFKA_BROKERS", kafka.bootstrapServers());
        TopicReader topic = new TopicReader(kafka, "product-updates");
        run(setup);
        List<Entry> published = topic.readSettled();
        Demo.say("  %,d messages in product-updates, such as", published.size());
        published.stream().limit(SHOWN).forEach(ProductsDemo::tell);
        Demo.say("%n$ java -jar dromedary.jar dead-letters list");
        setup.run("dead-letters", "list").output().lines().limit(SHOWN + 1L).forEach(System.out::println);
        Demo.say("%nAnother program changes one price and deletes one product in data/products.db ...");
        change(0, "update products set price_eur = '125.10' where ean = '%s'");
        change(1, "delete from products where ean = '%s'");
        run(setup);
        topic.readSettled().stream().filter(entry -> !published.contains(entry)).forEach(ProductsDemo::tell);
        Demo.say("%nThe CSV, the table and the dead letters stay in %s/data. The pipeline itself:", folder);
        Demo.say("src/main/resources/routes/products.camel.yaml. What next: README.md.");
        if (!once) {
            goOn(setup, topic);
        }
    }

    private void writeCsv() {
        try {
            Path file = folder.resolve("data/products.csv");
            Files.createDirectories(file.getParent());
            try (BufferedWriter csv = Files.newBufferedWriter(file)) {
                csv.write(samples.header() + "\n");
                for (int i = 0; i < rows; i++) {
                    String row = samples.row(i);
                    csv.write((i % BAD_EVERY == BAD_EVERY - 1 ? withoutPrice(row) : row) + "\n");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutPrice(String row) {
        return row.replaceFirst("^((?:[^,]*,){14})[^,]*", "$1on request");
    }

    private static void run(JarProcess.Setup setup) {
        Demo.say("%n$ java -jar dromedary.jar run products --once");
        JarProcess run = setup.run("run", "products", "--once");
        System.out.print(run.output());
        if (run.exitCode() != 0) {
            throw new IllegalStateException("the jar ended with " + run.exitCode() + "\n" + run.errors());
        }
    }

    private void change(int number, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/products.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(String.format(sql, samples.ean(number)));
        } catch (SQLException e) {
            throw new IllegalStateException("the table cannot be changed", e);
        }
    }

    private static void tell(Entry entry) {
        String value = String.valueOf(entry.value());
        Demo.say(
                "  %-6s %s  %s",
                entry.headers().get("operation"),
                entry.key(),
                value.length() > VALUE_SHOWN ? value.substring(0, VALUE_SHOWN) + "..." : value);
    }

    /** One change a second, until Ctrl-C. */
    private void goOn(JarProcess.Setup setup, TopicReader topic) {
        Demo.say("%n$ java -jar dromedary.jar run products");
        Demo.say("Changing a price a second until Ctrl-C ...");
        try (JarProcess jar = setup.start("run", "products")) {
            Runtime.getRuntime().addShutdownHook(new Thread(jar::close));
            for (int cents = 1; !ending && jar.isAlive(); cents++) {
                change(cents + 1, "update products set price_eur = '" + cents + ".99' where ean = '%s'");
                pause();
                Demo.say("  %,8d messages in product-updates", topic.count());
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
