package dev.dromedary.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every example that a {@code --help} shows is typed as it stands, in an order in which each has something to do. */
class HelpExamplesIT {

    private static final String EXAMPLE = "Example: dromedary ";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** An id and a token are of some letter and some row: the reader puts his own in their places. */
    private static final String SHOW = "dead-letters show 0a1b2c3d4e5f6071";

    private static final String UNMASK = "unmask 1a2b3c4d.q83vEjRWeJA";

    private static final String ANY_DEVICE = "\"minLength\": 1, \"maxLength\": 32";

    /** What takes long, and where it is run: {@code JarIT.itMakesAnArchiveOfItsClassesThatTheJvmTakes}. */
    private static final String ELSEWHERE = "class-archive dromedary.jsa";

    @TempDir
    private Path folder;

    private final String name = "examples_" + System.nanoTime();
    private final Set<String> typed = new TreeSet<>(Set.of(ELSEWHERE));
    private String warehouse;
    private String queueUrl;
    private JarProcess.Setup setup;

    @BeforeEach
    void prepare() throws IOException {
        PostgresServer postgres = Sandbox.postgres();
        warehouse = postgres.createDatabase(name);
        postgres.execute(warehouse, Files.readString(Path.of("deploy/postgres/roles.sql")));
        queueUrl = Sandbox.sqs().createQueue(name);
        Files.writeString(
                folder.resolve("application.properties"),
                "products.enabled = false\ncatalog.enabled = false\nmasking.mode = aes-siv\n"
                        + "masking.keyset = masking.keyset\nwarehouse.migrate = false\nlogins.queue = " + name + "\n");
        setup = JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("WAREHOUSE_URL", warehouse)
                .with("WAREHOUSE_USER", "dromedary_run");
    }

    private static void collect(CommandLine command, Set<String> examples) {
        for (String line : command.getCommandSpec().usageMessage().footer()) {
            if (line.startsWith(EXAMPLE)) {
                examples.add(line.substring(EXAMPLE.length()));
            }
        }
        command.getSubcommands().values().forEach(subcommand -> collect(subcommand, examples));
    }

    private String type(String example) {
        return type(example, example, setup);
    }

    /** Types an example with something of the reader's own in it; it has to end with 0. */
    private String type(String example, String own, JarProcess.Setup where) {
        typed.add(example);
        String[] words = WORD.matcher(own)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
        JarProcess process = where.run(words);
        assertThat(process.exitCode()).as(example + "\n" + process.errors()).isZero();
        return process.output();
    }

    @Test
    void everyExampleDoesWhatItSays() throws Exception {
        assertThat(type("keys new masking.keyset")).startsWith("Made masking.keyset (aes-siv)");
        assertThat(type("routes export routes")).contains("routes/logins.camel.yaml\n");
        assertThat(type("routes list")).containsPattern("logins +pipeline +file:");
        String migrate = "migrate warehouse --grant-to dromedary_run";
        assertThat(type(migrate, migrate, setup.with("WAREHOUSE_USER", "dromedary_owner")))
                .isEqualTo("warehouse: the tables are up to date, and dromedary_run may use them\n");
        edit(ANY_DEVICE, "\"enum\": [\"android\", \"ios\", \"web\"]");
        assertThat(type("validate routes")).endsWith(" routes: valid\n");

        send();
        assertThat(type("preview logins -n 5")).contains("MASKED_IP", "malformed", "invalid");
        assertThat(type("run logins --once")).startsWith("logins: 3 stored, 0 duplicates, 2 dead letters");
        assertThat(type(UNMASK, "unmask " + token(), setup)).startsWith("198.51.");
        assertThat(type("keys rotate masking.keyset")).startsWith("Rotated masking.keyset (aes-siv)");

        assertThat(type("dead-letters list --pipeline logins")).contains("malformed", "$.device_type");
        String invalid = new JsonMapper()
                .readTree(type("dead-letters list --pipeline logins --since 24h --json")).findParents("id").stream()
                        .filter(letter -> letter.get("reason").asText().equals("invalid"))
                        .map(letter -> letter.get("id").asText())
                        .findFirst()
                        .orElseThrow();
        assertThat(type(SHOW, "dead-letters show " + invalid, setup)).contains(invalid, "$.device_type");
        edit("\"enum\": [\"android\", \"ios\", \"web\"]", ANY_DEVICE);
        assertThat(type("dead-letters replay --pipeline logins --reason invalid"))
                .startsWith("logins: 1 landed, 0 failed again");
        assertThat(type("dead-letters discard --reason malformed --why \"sent by a broken test\""))
                .isEqualTo("1 discarded\n");
        assertThat(type("status --json")).contains("\"name\" : \"logins\"", "\"needs\" : [ ]");
        theAlertIsTaken();

        Set<String> examples = new TreeSet<>();
        collect(RootCommand.commandLine(), examples);
        assertThat(typed).isEqualTo(examples);
    }

    private void edit(String before, String after) throws IOException {
        Path schema = folder.resolve("routes/schemas/login.schema.json");
        String text = Files.readString(schema);
        assertThat(text).contains("\"device_type\": { \"type\": \"string\", " + before);
        Files.writeString(
                schema,
                text.replace(
                        "\"device_type\": { \"type\": \"string\", " + before,
                        "\"device_type\": { \"type\": \"string\", " + after));
    }

    private void send() {
        LoginSamples samples = new LoginSamples(11);
        Map<String, Object> strange = samples.fields();
        strange.put("device_type", "television");
        new MessageSender(Sandbox.sqs().client(), queueUrl)
                .send(List.of(
                        samples.good(),
                        samples.good(),
                        samples.good(),
                        LoginSamples.json(strange),
                        "user 4711 logged in"));
    }

    private String token() throws SQLException {
        try (Connection connection = Sandbox.postgres().dataSource(warehouse).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select masked_ip from user_logins")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private void theAlertIsTaken() throws IOException {
        List<String> paths = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            paths.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/alerts";
            String test = "alerts test";
            assertThat(type(test, test, setup.with("ALERTS_HTTP", "true").with("ALERTS_HTTP_URL", url)))
                    .isEqualTo("http: delivered\n");
            assertThat(paths).as("a test, and that it is over").containsExactly("/alerts", "/alerts");
        } finally {
            receiver.stop(0);
        }
    }
}
