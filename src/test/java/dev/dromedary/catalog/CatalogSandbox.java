package dev.dromedary.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.database.Database;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.LedgerBuilder;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.CatalogSamples;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.xml.JsonToXml;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket and a folder of one test's own, and the jar set up to work on them through a proxy that can fail. */
public final class CatalogSandbox implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final JsonMapper JSON = new JsonMapper();

    public final S3Server server;
    public final S3Client client;
    public final HttpFaults faults;
    public final String bucket;
    private final String stateUrl;
    private final JarProcess.Setup setup;

    private CatalogSandbox(S3Server server, Path folder, Optional<PostgresServer> state) {
        this.server = server;
        this.client = server.client();
        this.faults = HttpFaults.before(server.endpoint());
        this.bucket = "catalog-" + NUMBER.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
        server.createBucket(bucket);
        JarProcess.Setup alone = JarProcess.Setup.in(folder)
                .withS3(faults.endpoint())
                .with("CATALOG_BUCKET", bucket)
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "1s");
        if (state.isPresent()) {
            this.stateUrl = state.get().createDatabase(bucket.replace('-', '_'));
            this.setup = alone.withState(stateUrl, state.get());
        } else {
            this.stateUrl = "jdbc:sqlite:" + folder.resolve("data/state.db");
            this.setup = alone;
        }
    }

    /** On the server that all tests share. */
    public static CatalogSandbox in(Path folder) {
        return on(Sandbox.s3(), folder);
    }

    /** On a server of the test's own, which it may break. */
    public static CatalogSandbox on(S3Server server, Path folder) {
        return on(server, folder, Optional.empty());
    }

    /** With a state on PostgreSQL, if one is given. */
    public static CatalogSandbox on(S3Server server, Path folder, Optional<PostgresServer> state) {
        return new CatalogSandbox(server, folder, state);
    }

    /** With a state on PostgreSQL, for processes in several folders. */
    public static CatalogSandbox shared(Path folder) {
        return on(Sandbox.s3(), folder, Optional.of(Sandbox.postgres()));
    }

    public JarProcess.Setup setup() {
        return setup;
    }

    public JarProcess runOnce() {
        return setup.run("run", "catalog", "--once");
    }

    /** Returns the ETag, without quotes. */
    public String put(String key, byte[] bytes, Map<String, String> metadata) {
        return client.putObject(
                        request -> request.bucket(bucket).key(key).metadata(metadata), RequestBody.fromBytes(bytes))
                .eTag()
                .replace("\"", "");
    }

    public String put(String key, String json) {
        return put(key, json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public String get(String key) {
        return new String(bytes(key), StandardCharsets.UTF_8);
    }

    public byte[] bytes(String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    public HeadObjectResponse head(String key) {
        return client.headObject(request -> request.bucket(bucket).key(key));
    }

    /** Keys under a prefix, sorted. */
    public List<String> keys(String prefix) {
        return objects(prefix).stream().map(S3Object::key).toList();
    }

    public List<S3Object> objects(String prefix) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .toList();
    }

    public int uploads() {
        return uploadIds().size();
    }

    /** Multipart uploads that were begun and not ended. */
    public List<String> uploadIds() {
        return client.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                .map(MultipartUpload::uploadId)
                .toList();
    }

    /** Numbers of the parts of an upload that are up. */
    public Set<Integer> parts(String key, String uploadId) {
        return client.listParts(request -> request.bucket(bucket).key(key).uploadId(uploadId)).parts().stream()
                .map(Part::partNumber)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A catalogue of at least so many bytes, the same for a seed. */
    public static byte[] sample(long seed, long bytes) {
        try {
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            new CatalogSamples(seed).write(json, bytes);
            return json.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the XML of a JSON text must be. */
    public static String xml(String json) {
        return new String(xml(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    public static byte[] xml(byte[] json) {
        try {
            ByteArrayOutputStream xml = new ByteArrayOutputStream();
            new JsonToXml.Builder().build().convert(new ByteArrayInputStream(json), xml, JsonToXml.Form.JSON);
            return xml.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the ledger in a state, when no process writes there. */
    public List<Entry> ledger(State state) {
        Database.Builder database = new Database.Builder();
        database.setName("state");
        database.setUrl(stateUrl);
        if (!stateUrl.startsWith("jdbc:sqlite:")) {
            database.setUser(Sandbox.postgres().user());
            database.setPassword(Sandbox.postgres().password());
        }
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
    public List<JsonNode> deadLetters() {
        List<JsonNode> letters = new ArrayList<>();
        parse(setup.run("dead-letters", "list", "--json").output()).forEach(letters::add);
        return letters;
    }

    public static JsonNode parse(String json) {
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
