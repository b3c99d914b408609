package dev.dromedary.sandbox;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The catalog pipeline: JSON objects with some broken ones among them, and the XML objects that they become. */
final class CatalogDemo implements DemoShow {

    private static final String BUCKET = "catalog";
    private static final int PRODUCTS_AN_OBJECT = 50;
    private static final int BAD_EVERY = 25;
    private static final int LINES_SHOWN = 14;
    private static final int LETTERS_SHOWN = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path folder;
    private final boolean once;
    private final int objects;
    private final CatalogSamples samples = new CatalogSamples(1);
    private volatile boolean ending;

    /** @param products how many there are in all objects together */
    CatalogDemo(Path folder, boolean once, int products) {
        this.folder = folder;
        this.once = once;
        this.objects = Math.max(1, products / PRODUCTS_AN_OBJECT);
    }

    @Override
    public void end() {
        ending = true;
    }

    @Override
    public void show() {
        Demo.say("Starting S3 on 127.0.0.1 ...");
        S3Server server = Sandbox.s3();
        S3Client client = server.client();
        server.createBucket(BUCKET);
        Demo.say(
                "Writing %,d objects of %d products to s3://%s/json/, one in %d of them cut off ...",
                objects, PRODUCTS_AN_OBJECT, BUCKET, BAD_EVERY);
        for (int i = 0; i < objects; i++) {
            String json = json(i);
            put(client, i, i % BAD_EVERY == BAD_EVERY - 1 ? json.substring(0, json.length() / 2) : json);
        }
        JarProcess.Setup setup = JarProcess.Setup.in(folder.toAbsolutePath()).withS3(server.endpoint());
        run(setup);
        Demo.say("%n%s begins so:", key("xml", 0, "xml"));
        client.getObjectAsBytes(request -> request.bucket(BUCKET).key(key("xml", 0, "xml")))
                .asUtf8String()
                .lines()
                .limit(LINES_SHOWN)
                .forEach(line -> Demo.say("  %s", line));
        Demo.say("%n$ java -jar dromedary.jar dead-letters list");
        setup.run("dead-letters", "list")
                .output()
                .lines()
                .limit(LETTERS_SHOWN + 1L)
                .forEach(System.out::println);
        Demo.say("%nSomebody writes one object anew; the others are done and stay so:");
        put(client, 0, json(objects));
        run(setup);
        Demo.say("%nLedger and dead letters stay in %s/data. The pipeline itself:", folder);
        Demo.say("src/main/resources/routes/catalog.camel.yaml. What next: README.md.");
        if (!once) {
            goOn(setup, client);
        }
    }

    private String json(int number) {
        return IntStream.range(number * PRODUCTS_AN_OBJECT, (number + 1) * PRODUCTS_AN_OBJECT)
                .mapToObj(samples::product)
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String key(String prefix, int number, String suffix) {
        return String.format("%s/day-%d/part-%04d.%s", prefix, number % 7, number, suffix);
    }

    private static void put(S3Client client, int number, String json) {
        client.putObject(
                request -> request.bucket(BUCKET).key(key("json", number, "json")),
                RequestBody.fromString(json, StandardCharsets.UTF_8));
    }

    private static void run(JarProcess.Setup setup) {
        Demo.say("%n$ java -jar dromedary.jar run catalog --once");
        JarProcess run = setup.run("run", "catalog", "--once");
        System.out.print(run.output());
        if (run.exitCode() != 0) {
            throw new IllegalStateException("the jar ended with " + run.exitCode() + "\n" + run.errors());
        }
    }

    /** One object a second, until Ctrl-C. */
    private void goOn(JarProcess.Setup setup, S3Client client) {
        Demo.say("%n$ CATALOG_LIST_INTERVAL=1s java -jar dromedary.jar run catalog");
        Demo.say("Writing an object a second until Ctrl-C ...");
        try (JarProcess jar = setup.with("CATALOG_LIST_INTERVAL", "1s").start("run", "catalog")) {
            Runtime.getRuntime().addShutdownHook(new Thread(jar::close));
            for (int number = objects; !ending && jar.isAlive(); number++) {
                put(client, number, json(number));
                pause();
                Demo.say("  %,8d objects under xml/", count(client));
            }
        }
    }

    private static long count(S3Client client) {
        return client.listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix("xml/")).contents().stream()
                .count();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
