package dev.dromedary.s3;

import static dev.dromedary.s3.S3Fixture.PART;
import static dev.dromedary.s3.S3Fixture.bytes;
import static dev.dromedary.s3.S3Fixture.first;
import static dev.dromedary.s3.S3Fixture.operation;
import static dev.dromedary.s3.S3Fixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.sandbox.HttpFaults.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two that write the same output one succeeds, and an answer that is lost is found out about. */
@Timeout(60)
class ObjectUploadTwinIT {

    private static final String KEY = "xml/a.xml";

    private final S3Fixture s3 = new S3Fixture();

    @AfterEach
    void close() {
        s3.close();
    }

    private ObjectUpload begin(String replaces, byte[] bytes) {
        ObjectUpload upload = s3.store.write(s3.replacing(KEY, replaces), id -> {});
        upload.write(bytes, 0, bytes.length);
        return upload;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * PART})
    void aSlowerTwinDoesNotOverwriteOtherBytes(int size) {
        try (ObjectUpload slower = begin(null, bytes(size))) {
            byte[] faster = bytes(size + 1);
            s3.put(KEY, faster);

            assertThatExceptionOfType(OutputTakenException.class)
                    .isThrownBy(slower::complete)
                    .withMessage(s3.bucket + "/" + KEY + ": was written by somebody else meanwhile");
            slower.abort();
            assertThat(s3.get(KEY)).isEqualTo(faster);
        }
        assertThat(s3.uploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * PART})
    void aSlowerTwinWithTheSameBytesFindsThem(int size) {
        byte[] bytes = bytes(size);
        try (ObjectUpload slower = begin(null, bytes);
                ObjectUpload faster = begin(null, bytes)) {
            assertThat(faster.complete().found()).isFalse();
            var before = s3.head(KEY).lastModified();

            WrittenObject written = slower.complete();

            assertThat(written.found()).isTrue();
            assertThat(written.sha256()).isEqualTo(sha256(bytes));
            assertThat(written.version().etag())
                    .isEqualTo(ObjectSummary.bare(s3.head(KEY).eTag()));
            assertThat(s3.head(KEY).lastModified()).isEqualTo(before);
        }
        assertThat(s3.uploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * PART})
    void aKnownVersionIsReplaced(int size) {
        ObjectSummary old = s3.put(KEY, bytes(5));
        try (ObjectUpload upload = begin(old.etag(), bytes(size))) {
            assertThat(upload.complete().found()).isFalse();
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * PART})
    void anotherVersionThanTheKnownOneStays(int size) {
        ObjectSummary old = s3.put(KEY, bytes(5));
        try (ObjectUpload upload = begin(old.etag(), bytes(size))) {
            s3.put(KEY, bytes(6));

            assertThatExceptionOfType(OutputTakenException.class).isThrownBy(upload::complete);
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes(6));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * PART})
    void aKnownVersionThatIsGoneIsSaidSo(int size) {
        ObjectSummary old = s3.put(KEY, bytes(5));
        try (ObjectUpload upload = begin(old.etag(), bytes(size))) {
            s3.client.deleteObject(request -> request.bucket(s3.bucket).key(KEY));

            assertThatExceptionOfType(OutputTakenException.class)
                    .isThrownBy(upload::complete)
                    .withMessageEndingWith("was deleted meanwhile");
        }
        assertThat(s3.exists(KEY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostAnswerToCompletionIsFoundOutAbout(boolean replacing) {
        byte[] bytes = bytes(2 * PART + 7);
        String replaces = replacing ? s3.put(KEY, bytes(5)).etag() : null;
        s3.faults.add(first(1, operation("CompleteMultipartUpload")), Fault.LOSE_ANSWER);
        try (ObjectUpload upload = begin(replaces, bytes)) {
            assertThat(upload.complete().sha256()).isEqualTo(sha256(bytes));
        }
        assertThat(s3.faults.count("CompleteMultipartUpload")).isEqualTo(2);
        assertThat(s3.faults.count("HeadObject")).isEqualTo(1);
        assertThat(s3.get(KEY)).isEqualTo(bytes);
        assertThat(s3.uploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostAnswerToASmallObjectIsFoundOutAbout(boolean replacing) {
        byte[] bytes = bytes(100);
        String replaces = replacing ? s3.put(KEY, bytes(5)).etag() : null;
        s3.faults.add(first(1, operation("PutObject")), Fault.LOSE_ANSWER);
        try (ObjectUpload upload = begin(replaces, bytes)) {
            WrittenObject written = upload.complete();

            assertThat(written.found()).isTrue();
            assertThat(written.version().etag())
                    .isEqualTo(ObjectSummary.bare(s3.head(KEY).eTag()));
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "CUT_BEFORE", "ERROR_IN_200"})
    void aCompletionThatFailsIsTriedAgain(Fault fault) {
        byte[] bytes = bytes(2 * PART);
        s3.faults.add(first(2, operation("CompleteMultipartUpload")), fault);
        try (ObjectUpload upload = begin(null, bytes)) {
            assertThat(upload.complete().found()).isFalse();
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes);
    }

    /** S3 takes an upload no more after a race of two writers. */
    @Test
    void anUploadThatARaceHasSpoiltIsBegunAnewNextTime() {
        byte[] bytes = bytes(2 * PART);
        List<String> told = new ArrayList<>();
        s3.faults.add(first(1, operation("CompleteMultipartUpload")), Fault.CONFLICT);
        try (ObjectUpload upload = s3.store.write(s3.output(KEY), told::add)) {
            upload.write(bytes, 0, bytes.length);
            assertThatExceptionOfType(S3UnavailableException.class)
                    .isThrownBy(upload::complete)
                    .withMessageEndingWith("ConditionalRequestConflict; the upload is begun again");
        }
        assertThat(told).hasSize(2).last().isNull();
        assertThat(s3.uploads()).isZero();
        try (ObjectUpload upload = begin(null, bytes)) {
            upload.complete();
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes);
    }

    @Test
    void aSmallObjectIsSentAgainAfterARace() {
        s3.faults.add(first(2, operation("PutObject")), Fault.CONFLICT);
        try (ObjectUpload upload = begin(null, bytes(10))) {
            upload.complete();
        }
        assertThat(s3.get(KEY)).isEqualTo(bytes(10));
    }

    /** Else whoever takes outputs away as soon as they come would get them again and again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsTakenAwayOrReplacedAtOnceWasWritten(boolean replaced) {
        byte[] bytes = bytes(2 * PART);
        s3.faults.add(
                first(1, operation("HeadObject")).and(request -> {
                    if (replaced) {
                        s3.put(KEY, bytes(5));
                    } else {
                        s3.client.deleteObject(
                                delete -> delete.bucket(s3.bucket).key(KEY));
                    }
                    return false;
                }),
                Fault.DENIED);
        try (ObjectUpload upload = begin(null, bytes)) {
            assertThat(upload.complete().sha256()).isEqualTo(sha256(bytes));
        }
        assertThat(s3.exists(KEY)).isEqualTo(replaced);
    }
}
