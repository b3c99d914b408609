package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.ledger.Outcome;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.CatalogSamples;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.xml.JsonToXml;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Invariant 5: an object of 1 GiB passes through {@code -Xmx128m}. Takes minutes and 6 GB of disk, so it runs with {@code
 * -Dcatalog.gigabyte=true} only, and prints its time and the largest resident set.
 */
@EnabledIfSystemProperty(named = "catalog.gigabyte", matches = "true")
class CatalogGigabyteIT {

    private static final long SIZE = 1L << 30;
    private static final int PART = 64 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @TempDir
    private Path folder;

    @Test
    void anObjectOfAGigabytePassesThroughASmallHeap() throws Exception {
        try (CatalogSandbox sandbox = CatalogSandbox.in(folder)) {
            Path json = folder.resolve("large.json");
            try (OutputStream out = Files.newOutputStream(json)) {
                new CatalogSamples(1).write(out, SIZE);
            }
            put(sandbox, "json/large.json", json);
            AtomicReference<String> peak = new AtomicReference<>("");
            long since = System.nanoTime();
            try (JarProcess run = sandbox.setup().withJvmOption("-Xmx128m").start("run", "catalog", "--once")) {
                await().atMost(PATIENCE).until(() -> {
                    peakOf(run, peak);
                    return !run.isAlive();
                });
                assertThat(run.exitCode()).as(run.errors()).isZero();
                System.out.printf(
                        "CatalogGigabyteIT: %s bytes in %d s, VmHWM %s; %s%n",
                        Files.size(json),
                        (System.nanoTime() - since) / 1_000_000_000,
                        peak,
                        run.output().strip());
            }
            Outcome outcome = sandbox.ledger(State.COMPLETED).get(0).outcome().orElseThrow();
            assertThat(outcome.inputBytes()).isEqualTo(Files.size(json));
            assertThat(outcome.outputSha256()).isEqualTo(converted(json)).isEqualTo(stored(sandbox, "xml/large.xml"));
            assertThat(sandbox.uploads()).isZero();
        }
    }

    private static void put(CatalogSandbox sandbox, String key, Path file) throws IOException {
        String uploadId = sandbox.client
                .createMultipartUpload(request -> request.bucket(sandbox.bucket).key(key))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
                int number = parts.size() + 1;
                RequestBody body = RequestBody.fromBytes(part);
                String etag = sandbox.client
                        .uploadPart(
                                request -> request.bucket(sandbox.bucket)
                                        .key(key)
                                        .uploadId(uploadId)
                                        .partNumber(number),
                                body)
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
        }
        sandbox.client.completeMultipartUpload(request -> request.bucket(sandbox.bucket)
                .key(key)
                .uploadId(uploadId)
                .multipartUpload(upload -> upload.parts(parts)));
    }

    /** The largest resident set so far, as Linux tells it; nothing elsewhere. */
    private static void peakOf(JarProcess run, AtomicReference<String> peak) {
        try {
            Files.readString(Path.of("/proc/" + run.pid() + "/status"))
                    .lines()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .forEach(line -> peak.set(line.substring("VmHWM:".length()).strip()));
        } catch (NoSuchFileException e) {
            // It has ended, or this is no Linux.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String converted(Path json) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(json);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            new JsonToXml.Builder().build().convert(in, out, JsonToXml.Form.JSON);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String stored(CatalogSandbox sandbox, String key) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(
                sandbox.client.getObject(
                        request -> request.bucket(sandbox.bucket).key(key)),
                digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
