package dev.dromedary.s3;

import static dev.dromedary.s3.S3Fixture.PART;
import static dev.dromedary.s3.S3Fixture.bytes;
import static dev.dromedary.s3.S3Fixture.first;
import static dev.dromedary.s3.S3Fixture.operation;
import static dev.dromedary.s3.S3Fixture.part;
import static dev.dromedary.s3.S3Fixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects reach a real server whole and once, in bounded memory, or not at all. */
@Timeout(60)
class ObjectUploadIT {

    private static final String KEY = "xml/a.xml";

    private final S3Fixture s3 = new S3Fixture();
    private final List<String> created = new ArrayList<>();

    @AfterEach
    void close() {
        s3.close();
    }

    private ObjectUpload open() {
        return s3.store.write(s3.output(KEY), created::add);
    }

    /** In pieces of a size that no part is a multiple of, as a converter writes. */
    private static ObjectUpload fill(ObjectUpload upload, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += 8191) {
            upload.write(bytes, from, Math.min(8191, bytes.length - from));
        }
        return upload;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, PART - 1, PART})
    void anObjectOfOnePartAtTheMostTakesOneRequest(int size) {
        byte[] bytes = bytes(size);
        try (ObjectUpload upload = fill(open(), bytes)) {
            WrittenObject written = upload.complete(Map.of("input-sha256", "abc"));

            assertThat(written.sha256()).isEqualTo(sha256(bytes));
            assertThat(written.found()).isFalse();
            assertThat(written.version().size()).isEqualTo(size);
            assertThat(written.version().etag())
                    .isEqualTo(ObjectSummary.bare(s3.head(KEY).eTag()));
        }
        assertThat(s3.faults.seen()).extracting(AwsRequest::operation).containsExactly("PutObject");
        assertThat(s3.get(KEY)).isEqualTo(bytes);
        assertThat(s3.head(KEY).contentType()).isEqualTo("application/xml");
        assertThat(s3.head(KEY).metadata())
                .containsOnly(
                        Map.entry("origin", "test"),
                        Map.entry("input-sha256", "abc"),
                        Map.entry("sha256", sha256(bytes)));
        assertThat(created).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {PART + 1, 2 * PART, 3 * PART + 12_345})
    void aLargerObjectGoesInParts(int size) {
        byte[] bytes = bytes(size);
        int parts = (size + PART - 1) / PART;
        try (ObjectUpload upload = fill(open(), bytes)) {
            assertThat(s3.exists(KEY)).isFalse();
            WrittenObject written = upload.complete();

            assertThat(written.sha256()).isEqualTo(sha256(bytes));
            assertThat(written.sentParts()).isEqualTo(parts);
            assertThat(written.version().etag()).endsWith("-" + parts);
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes);
        assertThat(s3.head(KEY).contentType()).isEqualTo("application/xml");
        assertThat(s3.head(KEY).metadata()).containsOnly(Map.entry("origin", "test"));
        assertThat(s3.faults.count("UploadPart")).isEqualTo(parts);
        assertThat(s3.faults.seen("UploadPart"))
                .allMatch(request -> request.header("x-amz-checksum-crc32c").isPresent());
        assertThat(created).hasSize(1);
        assertThat(s3.uploads()).isZero();
    }

    @Test
    void aHundredMegabytesNeedTheBuffersOfTheSettings() {
        byte[] bytes = bytes(100_000_000);
        try (ObjectUpload upload = fill(open(), bytes)) {
            assertThat(upload.complete().sha256()).isEqualTo(sha256(bytes));
            assertThat(upload.buffers()).isBetween(2, S3Fixture.SETTINGS.partsInFlight());
        }
        assertThat(sha256(s3.get(KEY))).isEqualTo(sha256(bytes));
    }

    @Test
    void bytesMayBeWrittenOneByOne() {
        try (ObjectUpload upload = open()) {
            for (int value : new int[] {1, 255, 256, 0}) {
                upload.write(value);
            }
            upload.complete();
        }
        assertThat(s3.get(KEY)).containsExactly(1, 255, 0, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "CUT_BEFORE", "LOSE_ANSWER"})
    void aPartThatFailsIsSentAgainAlone(Fault fault) {
        byte[] bytes = bytes(4 * PART);
        s3.faults.add(first(2, part(2)), fault);
        try (ObjectUpload upload = fill(open(), bytes)) {
            upload.complete();
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes);
        assertThat(s3.faults.seen().stream().filter(part(2))).hasSize(3);
        assertThat(s3.faults.count("UploadPart")).isEqualTo(6);
    }

    @Test
    void aPartThatKeepsFailingEndsTheUploadAndNothingIsVisible() {
        s3.faults.add(part(2), Fault.SLOW_DOWN);
        try (ObjectUpload upload = open()) {
            assertThatExceptionOfType(S3UnavailableException.class)
                    .isThrownBy(() -> fill(upload, bytes(20 * PART)).complete())
                    .withMessage("S3 UploadPart 2 " + s3.bucket + "/" + KEY + ": SlowDown, after 3 attempts");
        }
        assertThat(s3.exists(KEY)).isFalse();
        assertThat(s3.uploads()).isEqualTo(1);
    }

    @Test
    void nothingIsPublishedAfterAWriteThatFailed() {
        s3.faults.add(first(3, operation("CreateMultipartUpload")), Fault.SLOW_DOWN);
        try (ObjectUpload upload = open()) {
            assertThatExceptionOfType(S3UnavailableException.class).isThrownBy(() -> fill(upload, bytes(2 * PART)));
            assertThatIllegalStateException().isThrownBy(upload::complete).withMessageContaining("is FAILED");
            assertThatIllegalStateException().isThrownBy(() -> upload.write(1));
        }
        assertThat(s3.exists(KEY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10, PutObject",
        "10000000, CreateMultipartUpload",
        "10000000, UploadPart",
        "10000000, CompleteMultipartUpload",
        "10000000, HeadObject"
    })
    void rightsThatAreMissingBlameNoInput(int size, String operation) {
        s3.faults.add(
                request -> request.operation().equals(operation)
                        || operation.equals("HeadObject") && request.operation().equals("GetObject"),
                Fault.DENIED);
        try (ObjectUpload upload = open()) {
            assertThatExceptionOfType(S3UnavailableException.class)
                    .isThrownBy(() -> fill(upload, bytes(size)).complete())
                    .withMessageStartingWith("S3 " + operation)
                    .withMessageEndingWith(
                            s3.bucket + "/" + KEY + ": is refused: AccessDenied; check what the policies of"
                                    + " bucket " + s3.bucket + " and of our credentials allow");
        }
    }

    @Test
    void aKeyThatXmlCannotHoldIsRefusedBeforeAnUploadOfWhichNobodyWouldKnow() {
        String key = "xml/\u0001.xml";
        try (ObjectUpload upload = s3.store.write(s3.output(key), created::add)) {
            assertThatExceptionOfType(ObjectRefusedException.class).isThrownBy(() -> fill(upload, bytes(2 * PART)));
        }
        assertThat(s3.faults.seen()).isEmpty();
        try (ObjectUpload upload = fill(s3.store.write(s3.output(key), created::add), bytes(10))) {
            upload.complete();
        }
        assertThat(s3.get(key)).as("one request needs no id").isEqualTo(bytes(10));
    }

    @Test
    void anUploadThatCannotBeRememberedIsAborted() {
        try (ObjectUpload upload = s3.store.write(s3.output(KEY), id -> {
            throw new IllegalStateException("no ledger");
        })) {
            assertThatIllegalStateException().isThrownBy(() -> fill(upload, bytes(2 * PART)));
        }
        assertThat(s3.uploads()).isZero();
    }

    /** Closing waits for the parts under way, and there must be an end to it. */
    @Test
    void whereThereAreNoMoreThreadsClosingDoesNotWaitForThem() {
        Writing writing = new Writing(s3.client, new Retry(1, Duration.ZERO), s3.output(KEY));
        Executor exhausted = part -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        try (ObjectUpload upload = new ObjectUpload(writing, S3Fixture.SETTINGS, exhausted, null, created::add)) {
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> fill(upload, bytes(2 * PART)));
        }
        assertThat(s3.exists(KEY)).isFalse();
    }

    @Test
    void whereThereIsNoMemoryClosingDoesNotWaitForIt() throws InterruptedException {
        PartBuffers buffers = new PartBuffers(1, Integer.MAX_VALUE);

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(buffers::take);

        buffers.awaitAllGiven();
    }

    @Test
    void closingWithoutCompletionPublishesNothing() {
        try (ObjectUpload upload = fill(open(), bytes(10))) {
            assertThat(upload.buffers()).isEqualTo(1);
        }
        try (ObjectUpload upload = fill(open(), bytes(3 * PART))) {
            assertThat(upload.buffers()).isPositive();
        }
        assertThat(s3.exists(KEY)).isFalse();
        assertThat(s3.uploads()).as("to be resumed").isEqualTo(1);
    }

    @Test
    void abortingLeavesNothing() {
        ObjectUpload upload = fill(open(), bytes(3 * PART));
        upload.abort();
        upload.abort();

        assertThat(s3.exists(KEY)).isFalse();
        assertThat(s3.uploads()).isZero();
        assertThatIllegalStateException().isThrownBy(upload::complete);
        assertThatIllegalStateException().isThrownBy(() -> upload.write(1));
    }

    @Test
    void abortingAfterCompletionKeepsTheObject() {
        byte[] bytes = bytes(2 * PART);
        ObjectUpload upload = fill(open(), bytes);
        upload.complete();
        upload.abort();
        upload.close();

        assertThat(s3.get(KEY)).isEqualTo(bytes);
    }
}
