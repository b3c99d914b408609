package dev.dromedary.sandbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The logins pipeline: messages of which some are bad, rows as they land, and what did not. */
final class LoginsDemo implements DemoShow {

    private static final int BAD_EVERY = 50;
    private static final int TRICKLE = 50;
    private static final int LETTERS = 9;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String QUEUE = "login-queue";

    private final Path folder;
    private final boolean once;
    private final int messages;
    private final LoginSamples samples = new LoginSamples(1);
    private volatile boolean ending;

    LoginsDemo(Path folder, boolean once, int messages) {
        this.folder = folder;
        this.once = once;
        this.messages = messages;
    }

    @Override
    public void end() {
        ending = true;
    }

    @Override
    public void show() {
        Demo.say("Starting SQS (ElasticMQ) and PostgreSQL on 127.0.0.1 ...");
        SqsServer sqs = Sandbox.sqs();
        PostgresServer postgres = Sandbox.postgres();
        String warehouse = postgres.createDatabase("dromedary");
        MessageSender sender = new MessageSender(sqs.client(), sqs.createQueue(QUEUE));
        Demo.say("Sending %,d login messages to %s, one in %d of them bad ...", messages, QUEUE, BAD_EVERY);
        sender.send(bodies(messages));
        JarProcess.Setup setup = JarProcess.Setup.in(folder.toAbsolutePath())
                .withSqs(sqs.endpoint().toString())
                .withWarehouse(warehouse, postgres)
                .with("MASKING_KEYSET", "masking.keyset")
                .with("PROGRESS_INTERVAL", "10s");
        Demo.say("$ java -jar dromedary.jar keys new masking.keyset");
        System.out.print(setup.run("keys", "new", "masking.keyset").output());
        Demo.say("%n$ java -jar dromedary.jar run logins%s", once ? " --once" : "");
        try (JarProcess jar = once ? setup.start("run", "logins", "--once") : setup.start("run", "logins")) {
            Runtime.getRuntime().addShutdownHook(new Thread(jar::close));
            DataSource rows = postgres.dataSource(warehouse);
            watchFirst(jar, rows);
            show(setup, rows);
            if (!once) {
                trickle(jar, rows, sender);
            }
            if (!ending && jar.exitCode() != 0) {
                throw new IllegalStateException("the jar ended with " + jar.exitCode() + "\n" + jar.errors());
            }
        }
    }

    private List<String> bodies(int count) {
        List<String> bodies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bodies.add(i % BAD_EVERY == BAD_EVERY - 1 ? samples.bad() : samples.good());
        }
        return bodies;
    }

    /** Shows rows as they land: with {@code --once} until the jar ends, else until the good ones are there. */
    private void watchFirst(JarProcess jar, DataSource warehouse) {
        long good = messages - messages / BAD_EVERY;
        long shown = 0;
        while (!ending && jar.isAlive() && (once || shown < good)) {
            pause();
            shown = showCount(warehouse, shown);
        }
        showCount(warehouse, shown);
        System.out.print(jar.output());
    }

    private void trickle(JarProcess jar, DataSource warehouse, MessageSender sender) {
        Demo.say("%nSending %d messages a second until Ctrl-C ...", TRICKLE);
        long shown = 0;
        while (!ending && jar.isAlive()) {
            sender.send(bodies(TRICKLE));
            pause();
            shown = showCount(warehouse, shown);
        }
    }

    private long showCount(DataSource warehouse, long shown) {
        long rows = rows(warehouse);
        if (rows != shown && !ending) {
            Demo.say("  %,8d rows in user_logins", rows);
        }
        return rows;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long rows(DataSource warehouse) {
        try (Connection connection = warehouse.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from user_logins")) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            // The jar has not made the table yet.
            return 0;
        }
    }

    private void show(JarProcess.Setup setup, DataSource warehouse) {
        Demo.say("%n$ psql -c 'select * from user_logins limit 5'");
        printRows(warehouse);
        Demo.say("%n$ java -jar dromedary.jar dead-letters list");
        String letters = setup.run("dead-letters", "list").output();
        letters.lines().limit(LETTERS).forEach(System.out::println);
        Demo.say("  ... %d dead letters in all", letters.lines().count() - 1);
        String first = letters.lines()
                .skip(1)
                .findFirst()
                .map(line -> line.split(" ")[0])
                .orElse("ID");
        Demo.say("%nThe keyset, the dead letters and the logs stay in %s. Look at one of them, for example:", folder);
        Demo.say("  cd %s && java -jar %s dead-letters show %s --payload", folder, relativeJar(), first);
        Demo.say("The pipeline itself: src/main/resources/routes/logins.camel.yaml. What next: README.md.");
    }

    private Path relativeJar() {
        return folder.toAbsolutePath().relativize(JarProcess.jar());
    }

    private static void printRows(DataSource warehouse) {
        try (Connection connection = warehouse.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select user_id, device_type, masked_ip, locale, app_version,"
                        + " create_date from user_logins limit 5")) {
            String form = "%-36s  %-8s  %-24s  %-6s  %11s  %s";
            Demo.say(form, "user_id", "device", "masked_ip", "locale", "app_version", "create_date");
            while (rows.next()) {
                Demo.say(
                        form,
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3).substring(0, 21) + "...",
                        rows.getString(4),
                        rows.getInt(5),
                        rows.getDate(6));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the warehouse cannot be read", e);
        }
    }
}
