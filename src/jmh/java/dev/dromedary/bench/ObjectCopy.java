package dev.dromedary.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What one would write by hand to copy the objects of a bucket through the SDK, as a process of its own: small objects by
 * a get and a put each, on some threads; large ones by ranges and parts, several at a time. Each body goes with its
 * CRC32C, and a large object's bytes are hashed with SHA-256. Nothing is converted, claimed or remembered.
 */
public final class ObjectCopy implements AutoCloseable {

    private static final String BODY = "application/octet-stream";

    private final S3Client client = client();
    private final String from;
    private final String to;
    private final int partSize;
    private final int partsInFlight;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private ObjectCopy(String from, String to, int partSize, int partsInFlight) {
        this.from = from;
        this.to = to;
        this.partSize = partSize;
        this.partsInFlight = partsInFlight;
    }

    /** Takes two buckets, how many threads copy objects, the bytes of a part and how many parts are in flight. */
    public static void main(String[] arguments) throws Exception {
        int workers = Integer.parseInt(arguments[2]);
        int partSize = Integer.parseInt(arguments[3]);
        int partsInFlight = Integer.parseInt(arguments[4]);
        try (ObjectCopy copy = new ObjectCopy(arguments[0], arguments[1], partSize, partsInFlight)) {
            copy.all(workers);
        }
    }

    /** As the pipeline's: checksums are ours to make, and what comes has none. */
    private static S3Client client() {
        return S3Client.builder()
                .forcePathStyle(true)
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(256))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    private void all(int workers) throws Exception {
        Queue<S3Object> objects = new ConcurrentLinkedQueue<>();
        client.listObjectsV2Paginator(request -> request.bucket(from))
                .contents()
                .forEach(objects::add);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            ends.add(threads.submit(() -> {
                for (S3Object object = objects.poll(); object != null; object = objects.poll()) {
                    copy(object);
                }
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
    }

    private void copy(S3Object object) throws Exception {
        if (object.size() > partSize) {
            copyByParts(object);
            return;
        }
        byte[] bytes = get(object.key(), null, object.size().intValue());
        client.putObject(request -> request.bucket(to).key(object.key()).checksumCRC32C(crc32c(bytes)), body(bytes));
    }

    /** Ranges are fetched ahead while parts are on their way out; in between the bytes are hashed in order. */
    private void copyByParts(S3Object object) throws Exception {
        String key = object.key();
        String upload = client.createMultipartUpload(request -> request.bucket(to)
                        .key(key)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                        .checksumType(ChecksumType.FULL_OBJECT))
                .uploadId();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        CRC32C whole = new CRC32C();
        Deque<Future<byte[]>> ahead = new ArrayDeque<>();
        Deque<Future<CompletedPart>> behind = new ArrayDeque<>();
        List<CompletedPart> parts = new ArrayList<>();
        long requested = 0;
        while (requested < object.size() || !ahead.isEmpty()) {
            while (requested < object.size() && ahead.size() < partsInFlight) {
                long begin = requested;
                int length = (int) Math.min(partSize, object.size() - begin);
                String range = "bytes=" + begin + "-" + (begin + length - 1);
                ahead.add(threads.submit(() -> get(key, range, length)));
                requested += length;
            }
            byte[] bytes = ahead.remove().get();
            sha256.update(bytes);
            whole.update(bytes);
            if (behind.size() == partsInFlight) {
                parts.add(behind.remove().get());
            }
            int number = parts.size() + behind.size() + 1;
            behind.add(threads.submit(() -> send(key, upload, number, bytes)));
        }
        for (Future<CompletedPart> part : behind) {
            parts.add(part.get());
        }
        client.completeMultipartUpload(request -> request.bucket(to)
                .key(key)
                .uploadId(upload)
                .multipartUpload(all -> all.parts(parts))
                .checksumCRC32C(base64(whole))
                .checksumType(ChecksumType.FULL_OBJECT));
        System.out.println(HexFormat.of().formatHex(sha256.digest()));
    }

    /** @param range null for the whole object */
    private byte[] get(String key, String range, int length) {
        try (ResponseInputStream<GetObjectResponse> bytes =
                client.getObject(request -> request.bucket(from).key(key).range(range))) {
            return bytes.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletedPart send(String key, String upload, int number, byte[] bytes) {
        String etag = client.uploadPart(
                        request -> request.bucket(to)
                                .key(key)
                                .uploadId(upload)
                                .partNumber(number)
                                .checksumCRC32C(crc32c(bytes)),
                        body(bytes))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** Not {@link RequestBody#fromBytes}, which copies. */
    private static RequestBody body(byte[] bytes) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes), bytes.length, BODY);
    }

    private static String crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return base64(crc);
    }

    private static String base64(CRC32C crc) {
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        threads.shutdown();
        client.close();
    }
}
