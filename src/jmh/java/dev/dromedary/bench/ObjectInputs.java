package dev.dromedary.bench;

import dev.dromedary.sandbox.CatalogSamples;
import dev.dromedary.xml.JsonToXml;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * JSON objects in a bucket that many contestants read. Each differs from the others by the prices and times of its
 * products.
 *
 * @param objects how many there are
 * @param bytes of them all
 * @param first a copy of the first one's content, whose XML is looked at
 */
record ObjectInputs(String bucket, int objects, long bytes, Path first) {

    private static final long SEED = 20260101;
    private static final int PART = 32 << 20;

    /** Makes a bucket of them. */
    static ObjectInputs make(WatchedObjects store, Path folder, String bucket, int count, long size) {
        store.client().createBucket(request -> request.bucket(bucket));
        Path first = folder.resolve(bucket + ".json");
        long bytes = 0;
        try {
            for (int i = 0; i < count; i++) {
                Path file = i == 0 ? first : folder.resolve("next.json");
                try (OutputStream out = Files.newOutputStream(file)) {
                    new CatalogSamples(SEED + i).write(out, size);
                }
                put(store.client(), bucket, key("json/", i, ".json"), file);
                bytes += Files.size(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ObjectInputs(bucket, count, bytes, first);
    }

    private static void put(S3Client client, String bucket, String key, Path file) throws IOException {
        if (Files.size(file) <= PART) {
            client.putObject(request -> request.bucket(bucket).key(key), file);
            return;
        }
        String upload = client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
                int number = parts.size() + 1;
                String etag = client.uploadPart(
                                request -> request.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number),
                                RequestBody.fromBytes(part))
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
        }
        client.completeMultipartUpload(request ->
                request.bucket(bucket).key(key).uploadId(upload).multipartUpload(completed -> completed.parts(parts)));
    }

    private static String key(String prefix, int number, String suffix) {
        return String.format(Locale.ROOT, "%s%02d/%06d%s", prefix, number % 100, number, suffix);
    }

    /** @throws IllegalStateException if the first object of the outputs is not the XML of the first input */
    void check(WatchedObjects store, String outputs) {
        Path expected = first.resolveSibling("expected.xml");
        String key = key("xml/", 0, ".xml");
        try (InputStream json = Files.newInputStream(first);
                OutputStream xml = Files.newOutputStream(expected)) {
            new JsonToXml.Builder().build().convert(json, xml, JsonToXml.Form.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path there = first.resolveSibling("there.xml");
        try {
            Files.deleteIfExists(there);
            store.client().getObject(request -> request.bucket(outputs).key(key), there);
            if (Files.mismatch(expected, there) >= 0) {
                throw new IllegalStateException(key + " is not the XML of its input");
            }
            Files.delete(there);
            Files.delete(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
