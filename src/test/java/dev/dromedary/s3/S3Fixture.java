package dev.dromedary.s3;

import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.SandboxCredentials;
import dev.dromedary.settings.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** A bucket of the test's own, a store that reaches it through a proxy that can fail, and the server's own client. */
final class S3Fixture implements AutoCloseable {

    /** The least that S3 takes. */
    static final int PART = 5 * 1024 * 1024;

    static final TransferSettings SETTINGS = new TransferSettings(new DataSize(PART), 3, 3, Duration.ofMillis(20));

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    final S3Server server = Sandbox.s3();
    final S3Client client = server.client();
    final String bucket = "s3-" + BUCKETS.incrementAndGet() + "-" + System.nanoTime();
    final HttpFaults faults = HttpFaults.before(server.endpoint());
    final ObjectStore store = store(faults.endpoint(), SETTINGS);

    S3Fixture() {
        server.createBucket(bucket);
    }

    static ObjectStore store(URI endpoint, TransferSettings settings) {
        return new ObjectStore(
                S3Client.builder()
                        .endpointOverride(endpoint)
                        .region(SandboxCredentials.region())
                        .credentialsProvider(SandboxCredentials.provider()),
                settings);
    }

    /** The same bytes each time, and no two parts alike. */
    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) {
        var digest = Digests.sha256();
        digest.update(bytes);
        return HexFormat.of().formatHex(digest.digest());
    }

    ObjectSummary put(String key, byte[] bytes, Map<String, String> metadata) {
        var answer = client.putObject(
                request -> request.bucket(bucket).key(key).metadata(metadata), RequestBody.fromBytes(bytes));
        return new ObjectSummary(bucket, key, answer.eTag(), bytes.length, Instant.EPOCH);
    }

    /** With the SHA-256 where S3 itself has it, and not in the metadata. */
    ObjectSummary putWithChecksum(String key, byte[] bytes) {
        String checksum = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256(bytes)));
        var answer = client.putObject(
                request -> request.bucket(bucket).key(key).checksumSHA256(checksum), RequestBody.fromBytes(bytes));
        return new ObjectSummary(bucket, key, answer.eTag(), bytes.length, Instant.EPOCH);
    }

    ObjectSummary put(String key, byte[] bytes) {
        return put(key, bytes, Map.of());
    }

    byte[] get(String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    HeadObjectResponse head(String key) {
        return client.headObject(request -> request.bucket(bucket).key(key));
    }

    boolean exists(String key) {
        return client.listObjectsV2(request -> request.bucket(bucket).prefix(key)).contents().stream()
                .anyMatch(object -> object.key().equals(key));
    }

    int uploads() {
        return client.listMultipartUploads(request -> request.bucket(bucket))
                .uploads()
                .size();
    }

    OutputObject output(String key) {
        return replacing(key, null);
    }

    OutputObject replacing(String key, String etag) {
        return new OutputObject(bucket, key, etag, "application/xml", Map.of("origin", "test"));
    }

    static byte[] read(InputStream in) throws IOException {
        try (in) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            return all.toByteArray();
        }
    }

    /** True for the first so many requests that the other predicate is true for. */
    static Predicate<AwsRequest> first(int count, Predicate<AwsRequest> which) {
        AtomicInteger left = new AtomicInteger(count);
        return request -> which.test(request) && left.getAndDecrement() > 0;
    }

    static Predicate<AwsRequest> operation(String name) {
        return request -> request.operation().equals(name);
    }

    static Predicate<AwsRequest> part(int number) {
        return request -> request.operation().equals("UploadPart") && request.partNumber() == number;
    }

    @Override
    public void close() {
        store.close();
        faults.close();
    }
}
