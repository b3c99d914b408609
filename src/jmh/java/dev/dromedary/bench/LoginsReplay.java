package dev.dromedary.bench;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.SqsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Logins, counted in the warehouse. */
final class LoginsReplay implements ReplayRace {

    private final Path folder;
    private final int messages;
    private final SqsServer sqs = Sandbox.sqs();
    private final PostgresServer postgres = Sandbox.postgres();
    private int places;

    LoginsReplay(Path folder, int messages) {
        this.folder = folder;
        this.messages = messages;
    }

    /** A queue, a database and a folder of one run, with the routes in it to be edited. */
    private record Place(JarProcess.Setup setup, Path folder, String queueUrl, DataSource warehouse) {

        long rows() {
            try (Connection connection = warehouse.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select count(*) from user_logins")) {
                result.next();
                return result.getLong(1);
            } catch (SQLException e) {
                // There is no table yet.
                return 0;
            }
        }
    }

    private Place place() throws IOException {
        String name = "logins_" + ++places;
        Path own = Files.createDirectories(folder.resolve(name));
        String url = postgres.createDatabase(name);
        JarProcess.Setup setup = JarProcess.Setup.in(own)
                .withSqs(sqs.endpoint().toString())
                .withWarehouse(url, postgres)
                .with("LOGINS_QUEUE", name)
                .with("MASKING_KEYSET", "masking.keyset");
        setup.run("keys", "new", "masking.keyset");
        setup.run("routes", "export", "routes");
        return new Place(setup, own, sqs.createQueue(name), postgres.dataSource(url));
    }

    /** A place with nothing to do. */
    JarProcess.Setup idle() throws IOException {
        return place().setup();
    }

    private void send(Place place) {
        LoginSamples samples = new LoginSamples(5);
        new MessageSender(sqs.client(), place.queueUrl())
                .send(Stream.generate(samples::good).limit(messages).toList());
    }

    @Override
    public double run() throws IOException {
        Place place = place();
        send(place);
        try (JarProcess process = place.setup().start("run", "logins", "--once")) {
            return ReplayRace.rate(process, place::rows, place::rows, messages);
        }
    }

    /** All messages are refused by a schema that wants too much. */
    @Override
    public double replay() throws IOException {
        Place place = place();
        Path schema = place.folder().resolve("routes/schemas/login.schema.json");
        String right = Files.readString(schema);
        Files.writeString(schema, right.replace("\"required\": [", "\"required\": [\"country\", "));
        send(place);
        ReplayRace.refuse(place.setup(), "logins", messages);
        Files.writeString(schema, right);
        try (JarProcess process = place.setup().start("dead-letters", "replay", "--pipeline", "logins")) {
            return ReplayRace.rate(process, place::rows, place::rows, messages);
        }
    }
}
