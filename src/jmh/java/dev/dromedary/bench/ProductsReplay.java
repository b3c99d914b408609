package dev.dromedary.bench;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows of a CSV file, counted in the topic, through the table: from the begin of the load, or the first rows of the replay. */
final class ProductsReplay implements ReplayRace {

    private static final int PARTITIONS = 3;

    private final Path folder;
    private final int rows;
    private final KafkaServer kafka = Sandbox.kafka();
    private int places;

    ProductsReplay(Path folder, int rows) {
        this.folder = folder;
        this.rows = rows;
    }

    /** A file, a table, a state and a topic of one run. */
    private record Place(JarProcess.Setup setup, Path folder, String topic) {

        /** Rows in the table. */
        long loaded() {
            Path table = folder.resolve("data/products.db");
            if (!Files.exists(table)) {
                return 0;
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + table);
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select count(*) from products")) {
                return result.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Place place() throws IOException {
        String name = "products-" + ++places;
        Path own = Files.createDirectories(folder.resolve(name));
        new ProductSamples(ProductsStage.SEED).write(own.resolve("products.csv"), rows);
        kafka.createTopic(name, PARTITIONS);
        JarProcess.Setup setup = JarProcess.Setup.in(own)
                .with("KAFKA_BROKERS", kafka.bootstrapServers())
                .with("KAFKA_POSITIONS_TOPIC", "control-positions")
                .with("PRODUCTS_CSV", "products.csv")
                .with("PRODUCTS_DECIMALS", "price_eur,price_usd,price_gbp,grossPrice_eur")
                .with("PRODUCTS_TOPIC", name)
                .with("PRODUCTS_TRANSACTIONAL_ID", name);
        return new Place(setup, own, name);
    }

    @Override
    public double run() throws IOException {
        Place place = place();
        try (TopicEnd end = new TopicEnd(kafka.bootstrapServers(), place.topic());
                JarProcess process = place.setup().start("run", "products", "--once")) {
            ReplayRace.await(() -> process.errors().contains("Loading "), process);
            long begun = System.nanoTime();
            ReplayRace.await(() -> end.committed() >= rows, process);
            double rate = rows / ((System.nanoTime() - begun) / 1e9);
            ReplayRace.end(process);
            return rate;
        }
    }

    /** All rows are refused because a column of words is said to hold integers. */
    @Override
    public double replay() throws IOException {
        Place place = place();
        ReplayRace.refuse(place.setup().with("PRODUCTS_INTEGERS", "articleStatus"), "products", rows);
        try (TopicEnd end = new TopicEnd(kafka.bootstrapServers(), place.topic());
                JarProcess process = place.setup().start("dead-letters", "replay", "--pipeline", "products")) {
            return ReplayRace.rate(process, place::loaded, end::committed, rows);
        }
    }
}
