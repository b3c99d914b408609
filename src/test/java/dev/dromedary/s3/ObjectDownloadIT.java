package dev.dromedary.s3;

import static dev.dromedary.s3.S3Fixture.PART;
import static dev.dromedary.s3.S3Fixture.bytes;
import static dev.dromedary.s3.S3Fixture.first;
import static dev.dromedary.s3.S3Fixture.operation;
import static dev.dromedary.s3.S3Fixture.read;
import static dev.dromedary.s3.S3Fixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Objects come from a real server as they are, in bounded memory, or not at all. */
@Timeout(60)
class ObjectDownloadIT {

    private final S3Fixture s3 = new S3Fixture();

    @AfterEach
    void close() {
        s3.close();
    }

    private static Predicate<AwsRequest> range(int number) {
        String start = "bytes=" + (long) number * PART + "-";
        return request ->
                request.header("range").filter(range -> range.startsWith(start)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PART - 1, PART})
    void anObjectOfOnePartAtTheMostTakesOneRequest(int size) throws IOException {
        byte[] bytes = bytes(size);
        ObjectSummary version = s3.put("json/a.json", bytes, Map.of("sha256", sha256(bytes)));

        try (ObjectDownload download = s3.store.read(version)) {
            assertThat(download.readAllBytes()).isEqualTo(bytes);
            assertThat(download.read()).isEqualTo(-1);
            assertThat(download.sha256()).isEqualTo(sha256(bytes));
        }
        assertThat(s3.faults.seen()).extracting(AwsRequest::operation).containsExactly("GetObject");
    }

    @ParameterizedTest
    @ValueSource(ints = {PART + 1, 2 * PART, 3 * PART + 12_345})
    void aLargerObjectComesByRangesInOrder(int size) throws IOException {
        byte[] bytes = bytes(size);
        ObjectSummary version =
                s3.put("json/a b/ä+.json", bytes, Map.of("sha256", sha256(bytes).toUpperCase(Locale.ROOT)));

        ObjectDownload download = s3.store.read(version);

        assertThat(read(download)).isEqualTo(bytes);
        assertThat(download.sha256()).isEqualTo(sha256(bytes));
        assertThat(s3.faults.count("HeadObject")).isEqualTo(1);
        assertThat(s3.faults.count("GetObject")).isEqualTo((size + PART - 1) / PART);
    }

    @Test
    void aHundredMegabytesNeedTheBuffersOfTheSettings() throws IOException {
        byte[] bytes = bytes(100_000_000);
        ObjectSummary version = s3.put("json/large.json", bytes);

        ObjectDownload download = s3.store.read(version);
        try (download) {
            byte[] block = new byte[64 * 1024];
            int position = 0;
            for (int count = download.read(block); count >= 0; count = download.read(block)) {
                assertThat(Arrays.equals(block, 0, count, bytes, position, position + count))
                        .isTrue();
                position += count;
            }
            assertThat(position).isEqualTo(bytes.length);
        }
        assertThat(download.buffers()).isBetween(2, S3Fixture.SETTINGS.partsInFlight());
        assertThat(download.sha256()).isEqualTo(sha256(bytes));
    }

    @Test
    void bytesMayBeReadOneByOne() throws IOException {
        ObjectSummary version = s3.put("json/a.json", new byte[] {1, -1, 0});

        try (ObjectDownload download = s3.store.read(version)) {
            assertThat(new int[] {download.read(), download.read(), download.read(), download.read()})
                    .containsExactly(1, 255, 0, -1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "CUT_BEFORE", "LOSE_ANSWER", "CUT_ANSWER"})
    void aRangeThatFailsIsAskedForAgainAlone(Fault fault) throws IOException {
        byte[] bytes = bytes(4 * PART);
        ObjectSummary version = s3.put("json/a.json", bytes);
        s3.faults.add(first(2, range(2)), fault);

        assertThat(read(s3.store.read(version))).isEqualTo(bytes);
        assertThat(s3.faults.seen("GetObject").stream().filter(range(2))).hasSize(3);
        assertThat(s3.faults.count("GetObject")).isEqualTo(6);
    }

    @Test
    void attemptsAreBoundedAndTheSystemIsToBlame() {
        ObjectSummary version = s3.put("json/a.json", bytes(10));
        s3.faults.add(operation("GetObject"), Fault.SLOW_DOWN);

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessage("S3 GetObject " + s3.bucket + "/json/a.json: SlowDown, after 3 attempts");
        assertThat(s3.faults.count("GetObject")).isEqualTo(3);
    }

    @Test
    void aServerThatIsDownIsToBlame() {
        ObjectSummary version = s3.put("json/a.json", bytes(10));
        s3.faults.close();

        assertThatExceptionOfType(S3UnavailableException.class).isThrownBy(() -> s3.store.read(version));
    }

    @Test
    void aSmallObjectThatWasReplacedIsNotRead() {
        ObjectSummary version = s3.put("json/a.json", bytes(10));
        s3.put("json/a.json", bytes(11));

        assertThatExceptionOfType(ObjectChangedException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessage(s3.bucket + "/json/a.json: was replaced");
    }

    @Test
    void aSmallObjectThatWasDeletedIsNotRead() {
        ObjectSummary version = s3.put("json/a.json", bytes(10));
        s3.client.deleteObject(request -> request.bucket(s3.bucket).key("json/a.json"));

        assertThatExceptionOfType(ObjectChangedException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessage(s3.bucket + "/json/a.json: was deleted");
    }

    @Test
    void anObjectThatIsReplacedWhileItIsReadEndsTheReading() throws IOException {
        ObjectSummary version = s3.put("json/a.json", bytes(8 * PART));
        try (ObjectDownload download = s3.store.read(version)) {
            assertThat(download.readNBytes(10)).hasSize(10);
            s3.put("json/a.json", bytes(8 * PART + 1));

            assertThatExceptionOfType(ObjectChangedException.class).isThrownBy(download::readAllBytes);
        }
    }

    @Test
    void anObjectThatIsDeletedWhileItIsReadEndsTheReading() throws IOException {
        ObjectSummary version = s3.put("json/a.json", bytes(8 * PART));
        try (ObjectDownload download = s3.store.read(version)) {
            assertThat(download.readNBytes(10)).hasSize(10);
            s3.client.deleteObject(request -> request.bucket(s3.bucket).key("json/a.json"));

            assertThatExceptionOfType(ObjectChangedException.class).isThrownBy(download::readAllBytes);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, GetObject", "10000000, HeadObject"})
    void anObjectThatIsDeniedIsRefused(int size, String operation) {
        ObjectSummary version = s3.put("json/a.json", bytes(size));
        s3.faults.add(request -> true, Fault.DENIED);

        assertThatExceptionOfType(ObjectRefusedException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessage(s3.bucket + "/json/a.json: " + operation + " is refused: AccessDenied");
        assertThat(s3.faults.count("GetObject")).isEqualTo(1);
    }

    @Test
    void aLargeObjectThatWasDeletedIsNotRead() {
        ObjectSummary version = s3.put("json/a.json", bytes(2 * PART));
        s3.client.deleteObject(request -> request.bucket(s3.bucket).key("json/a.json"));

        assertThatExceptionOfType(ObjectChangedException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessage(s3.bucket + "/json/a.json: was deleted");
    }

    @Test
    void whatIsCompressedComesAsItIs() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes(1000));
        }
        String etag = s3.client
                .putObject(
                        request -> request.bucket(s3.bucket).key("json/a.json").contentEncoding("gzip"),
                        RequestBody.fromBytes(compressed.toByteArray()))
                .eTag();
        ObjectSummary version = new ObjectSummary(s3.bucket, "json/a.json", etag, compressed.size(), Instant.EPOCH);

        assertThat(read(s3.store.read(version))).isEqualTo(compressed.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 3 * PART})
    void anObjectThatIsNotWhatItsMetadataSaysIsNotReadToItsEnd(int size) throws IOException {
        byte[] bytes = bytes(size);
        ObjectSummary version = s3.put("json/a.json", bytes, Map.of("sha256", sha256(bytes(11))));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();

        assertThatExceptionOfType(ChecksumMismatchException.class)
                .isThrownBy(() -> {
                    try (ObjectDownload download = s3.store.read(version)) {
                        download.transferTo(seen);
                    }
                })
                .withMessageContaining("json/a.json: its SHA-256 is " + sha256(bytes))
                .withMessageContaining("its metadata");
        assertThat(seen.size()).isLessThan(size);
    }

    @Test
    void damageOnTheWayIsNoticedByTheChecksumOfS3() {
        byte[] bytes = bytes(1000);
        ObjectSummary version = s3.putWithChecksum("json/a.json", bytes);
        s3.faults.add(first(1, operation("GetObject")), Fault.DAMAGE_ANSWER);

        assertThatExceptionOfType(ChecksumMismatchException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessageContaining("not the one that S3 has");
        assertThat(s3.store.read(version).sha256()).isEqualTo(sha256(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * PART})
    void theChecksumOfS3IsKeptToWhereThereIsOne(int size) throws IOException {
        byte[] bytes = bytes(size);
        ObjectSummary version = s3.putWithChecksum("json/a.json", bytes);

        assertThat(read(s3.store.read(version))).isEqualTo(bytes);
    }

    @Test
    void afterAMismatchThereIsNoEnd() throws IOException {
        ObjectSummary version = s3.put("json/a.json", bytes(2 * PART), Map.of("sha256", sha256(bytes(11))));
        try (ObjectDownload download = s3.store.read(version)) {
            assertThatExceptionOfType(ChecksumMismatchException.class).isThrownBy(download::readAllBytes);
            assertThatIllegalStateException().isThrownBy(download::read);
        }
    }

    @Test
    void theChecksumIsKnownAtTheEndOnly() {
        ObjectSummary version = s3.put("json/a.json", bytes(3 * PART));
        try (ObjectDownload download = s3.store.read(version)) {
            assertThatIllegalStateException().isThrownBy(download::sha256).withMessageContaining("byte 0 of");
        }
    }

    @Test
    void nothingIsReadAfterClosing() {
        ObjectSummary version = s3.put("json/a.json", bytes(3 * PART));
        ObjectDownload download = s3.store.read(version);
        download.close();

        assertThatIllegalStateException().isThrownBy(download::read);
    }
}
