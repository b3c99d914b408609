package dev.dromedary.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.database.Database;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.LedgerBuilder;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.xml.JsonToXml;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket and a folder of one test's own, and the jar set up to work on them through a proxy that can fail. */
final class CatalogSandbox implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final JsonMapper JSON = new JsonMapper();

    final S3Server server;
    final S3Client client;
    final HttpFaults faults;
    final String bucket;
    private final Path folder;
    private final JarProcess.Setup setup;

    private CatalogSandbox(S3Server server, Path folder) {
        this.server = server;
        this.client = server.client();
        this.faults = HttpFaults.before(server.endpoint());
        this.folder = folder;
        this.bucket = "catalog-" + NUMBER.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
        server.createBucket(bucket);
        this.setup = JarProcess.Setup.in(folder)
                .withS3(faults.endpoint())
                .with("CATALOG_BUCKET", bucket)
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "1s");
    }

    /** On the server that all tests share. */
    static CatalogSandbox in(Path folder) {
        return on(Sandbox.s3(), folder);
    }

    /** On a server of the test's own, which it may break. */
    static CatalogSandbox on(S3Server server, Path folder) {
        return new CatalogSandbox(server, folder);
    }

    JarProcess.Setup setup() {
        return setup;
    }

    JarProcess runOnce() {
        return setup.run("run", "catalog", "--once");
    }

    /** Returns the ETag, without quotes. */
    String put(String key, byte[] bytes, Map<String, String> metadata) {
        return client.putObject(
                        request -> request.bucket(bucket).key(key).metadata(metadata), RequestBody.fromBytes(bytes))
                .eTag()
                .replace("\"", "");
    }

    String put(String key, String json) {
        return put(key, json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    String get(String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asUtf8String();
    }

    HeadObjectResponse head(String key) {
        return client.headObject(request -> request.bucket(bucket).key(key));
    }

    /** Keys under a prefix, sorted. */
    List<String> keys(String prefix) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    int uploads() {
        return client.listMultipartUploads(request -> request.bucket(bucket))
                .uploads()
                .size();
    }

    /** What the XML of a JSON text must be. */
    static String xml(String json) {
        try {
            ByteArrayOutputStream xml = new ByteArrayOutputStream();
            new JsonToXml.Builder()
                    .build()
                    .convert(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), xml, JsonToXml.Form.JSON);
            return xml.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the ledger in a state, when no process writes there. */
    List<Entry> ledger(State state) {
        Database.Builder database = new Database.Builder();
        database.setName("state");
        database.setUrl("jdbc:sqlite:" + folder.resolve("data/state.db"));
        LedgerBuilder builder = new LedgerBuilder();
        try (Database opened = database.build()) {
            builder.setDatabase(opened);
            List<Entry> entries = new ArrayList<>();
            try (ObjectLedger ledger = builder.build()) {
                ledger.list(state, entries::add);
            }
            return entries;
        }
    }

    /** The dead letters, as the command prints them. */
    List<JsonNode> deadLetters() {
        List<JsonNode> letters = new ArrayList<>();
        parse(setup.run("dead-letters", "list", "--json").output()).forEach(letters::add);
        return letters;
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        faults.close();
    }
}
