package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jar follows a folder of pipelines that copy files: what an edit does, and what it must not do. */
class RouteWatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RELOADED = "Reloaded %s in (\\d+) ms, \\d+ ms of them to finish";

    private static final String ROUTE = """
            - route:
                id: copy-%1$s
                description: Copies files.
                from:
                  uri: file:in-%1$s?delay=100&initialDelay=0
                  steps:
                    - to:
                        uri: file:%2$s
            """;

    private static final String BEAN = """
            - beans:
                - name: order-schema
                  type: dev.dromedary.schema.SchemaCheck
                  builderClass: dev.dromedary.schema.SchemaCheck$Builder
                  properties:
                    schema: schemas/absent.schema.json
            """;

    @TempDir
    private Path folder;

    private JarProcess.Setup setup;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("application.properties"),
                "logins.enabled=false\nproducts.enabled=false\ncatalog.enabled=false\nroutes.watch=true\nmanagement.enabled=false\n");
        setup = JarProcess.Setup.in(folder).withJvmOption("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    }

    @Test
    void anEditTakesOverAndABrokenOneDoesNot() throws Exception {
        write("orders", ROUTE.formatted("orders", "a"));
        try (JarProcess run = setup.start("run")) {
            awaitLine(run, "Started orders");
            assertCopied("orders", "1", "a");

            write("orders", ROUTE.formatted("orders", "b"));
            awaitLine(run, RELOADED.formatted("orders"));
            assertCopied("orders", "2", "b");

            write("orders", ROUTE.formatted("orders", "c").replace("steps:", "stepz:"));
            awaitLine(run, "what runs goes on:\nroutes/orders.camel.yaml:6:7: unknown key \"stepz\"");
            assertCopied("orders", "2a", "b");
            write("sound", ROUTE.formatted("sound", "sound"));
            awaitLine(run, RELOADED.formatted("sound"));
            assertCopied("sound", "2b", "sound");
            Files.delete(folder.resolve("routes/sound.camel.yaml"));
            awaitLine(run, "Stopped sound");
            assertCopied("orders", "2c", "b");

            // That the file of a bean is not there is seen while the bean is made.
            write("orders", BEAN + ROUTE.formatted("orders", "c"));
            awaitLine(run, "orders is not reloaded, and goes on as it was: ");
            assertCopied("orders", "3", "b");

            // Two routes that begin with one direct endpoint are loaded, and the second cannot be started.
            write("orders", ROUTE.formatted("orders", "d") + direct("one") + direct("two"));
            awaitLine(run, "orders does not run as it is now, and is brought back as it was: ");
            assertCopied("orders", "4", "b");

            write("bills", ROUTE.formatted("bills", "bills"));
            write("orders", ROUTE.formatted("orders", "e"));
            await().atMost(PATIENCE)
                    .until(() -> reloads(run, "(?:bills, )?orders").size() == 2);
            assertCopied("bills", "5", "bills");
            assertCopied("orders", "5", "e");

            Files.delete(folder.resolve("routes/bills.camel.yaml"));
            awaitLine(run, "Stopped bills");
            write("alerts", Files.readString(Path.of("src/main/resources/routes/alerts.camel.yaml")) + "# edited\n");
            awaitLine(run, "alerts.camel.yaml has changed, and is read at the start of the process");
            assertCopied("orders", "6", "e");
            run.terminate();

            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
            assertThat(run.errors().replaceFirst("WARN .*alerts.camel.yaml", ""))
                    .doesNotContain("\tat ", "WARN");
        }
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("dromedary-routes"));
        }
    }

    private static String direct(String id) {
        return ROUTE.formatted(id, "never").replaceAll("file:in-.*", "direct:same");
    }

    @Test
    void oneOfTwentyFilesIsReloadedAlone() throws Exception {
        for (int i = 0; i < 20; i++) {
            write("p" + i, ROUTE.formatted("p" + i, "out"));
        }
        try (JarProcess run = setup.start("run")) {
            awaitLine(run, "Started p0");
            for (int edit = 1; edit <= 5; edit++) {
                write("p7", ROUTE.formatted("p7", "out-" + edit));
                int number = edit;
                await().atMost(PATIENCE).until(() -> reloads(run, "p7").size() == number);
                assertCopied("p7", "at-" + edit, "out-" + edit);
            }
            Files.writeString(folder.resolve("routes/failures.camel.yaml"), failures());
            awaitLine(run, RELOADED.formatted("p0, .*"));

            List<Integer> times = reloads(run, "p7");
            System.out.printf(
                    "RouteWatchIT: one of 20 files reloaded in %s ms, all of them in %s ms%n",
                    times, reloads(run, "p0, [^\\n]*"));
            // A third of a second on two cores; other tests may take them meanwhile.
            assertThat(times.stream().mapToInt(time -> time).min().orElseThrow())
                    .isLessThan(3000);
        }
    }

    @Test
    void settingsAndTimesAreFollowedToo() throws Exception {
        Path settings = folder.resolve("application.properties");
        String own = Files.readString(settings);
        write("orders", ROUTE.formatted("orders", "{{orders.target}}"));
        write("bills", ROUTE.formatted("bills", "bills"));
        Files.writeString(settings, own + "orders.target=a\n");
        try (JarProcess run = setup.start("run")) {
            awaitLine(run, "Started bills, orders");
            assertCopied("orders", "1", "a");

            Files.writeString(settings, own + "orders.target=b\n");
            awaitLine(run, RELOADED.formatted("orders"));
            assertCopied("orders", "2", "b");

            Files.writeString(settings, own + "orders.target=b\norders.tarket=c\n");
            awaitLine(run, "orders.tarket");
            assertCopied("orders", "3", "b");

            Files.writeString(settings, own + "orders.target=b\norders.schedule=0 3 * * *\n");
            awaitLine(run, "orders: next run .*T03:00");
            Files.writeString(settings, own + "orders.target=b\norders.schedule=0 4 * * *\n");
            awaitLine(run, "orders: next run .*T04:00");
            assertCopied("bills", "4", "bills");
            assertThat(Files.exists(folder.resolve("in-orders/5"))).isFalse();
            Files.writeString(folder.resolve("in-orders/5"), "5");

            Files.writeString(settings, own + "orders.target=c\n");
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("c/5")));

            assertThat(run.errors()).doesNotContain("Reloaded bills");

            String off = own + "orders.target=c\norders.enabled=false\nbills.enabled=false\n";
            Files.writeString(settings, off);
            awaitLine(run, "No pipeline is left; the process waits for one");
            JarProcess status = setup.run("status");
            assertThat(status.exitCode()).isZero();
            assertThat(status.errors()).contains("no pipeline is enabled; there are bills, catalog, logins, orders");
            Files.writeString(settings, off.replace("bills.enabled=false", ""));
            assertCopied("bills", "6", "bills");
            run.terminate();
            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
            assertThat(run.errors()).doesNotContain("\tat ");
        }
    }

    private static String failures() throws IOException {
        return Files.readString(Path.of("src/main/resources/routes/failures.camel.yaml")) + "# edited\n";
    }

    private static List<Integer> reloads(JarProcess run, String pipelines) {
        return Pattern.compile("Reloaded " + pipelines + " in (\\d+) ms")
                .matcher(run.errors())
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
    }

    private void write(String pipeline, String text) throws IOException {
        Path young = Files.writeString(folder.resolve(pipeline + ".new"), text);
        Files.move(young, folder.resolve("routes/" + pipeline + ".camel.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitLine(JarProcess run, String pattern) {
        Pattern line = Pattern.compile(pattern);
        await().atMost(PATIENCE).until(() -> line.matcher(run.errors()).find() || !run.isAlive());
        assertThat(run.errors()).containsPattern(line);
    }

    private void assertCopied(String pipeline, String file, String target) throws IOException {
        Path in = Files.createDirectories(folder.resolve("in-" + pipeline));
        Path young = Files.writeString(folder.resolve(file + ".new"), file);
        Files.move(young, in.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve(target).resolve(file)));
    }
}
