package dev.dromedary.s3;

import static dev.dromedary.s3.S3Fixture.PART;
import static dev.dromedary.s3.S3Fixture.bytes;
import static dev.dromedary.s3.S3Fixture.first;
import static dev.dromedary.s3.S3Fixture.operation;
import static dev.dromedary.s3.S3Fixture.part;
import static dev.dromedary.s3.S3Fixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.sandbox.HttpFaults.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;

/** A run that ended goes on: only what is missing is sent, counted at the server. */
@Timeout(60)
class ObjectUploadResumeIT {

    private static final String KEY = "xml/a.xml";

    private final S3Fixture s3 = new S3Fixture();
    private final List<String> created = new ArrayList<>();

    @AfterEach
    void close() {
        s3.close();
    }

    /** Parts 1 to 5 of 6 are up, but for the third. */
    private String interrupted(byte[] bytes) {
        s3.faults.add(part(3), Fault.SLOW_DOWN);
        s3.faults.add(part(6), Fault.SLOW_DOWN);
        ObjectStore patient = S3Fixture.store(
                s3.faults.endpoint(),
                new TransferSettings(S3Fixture.SETTINGS.partSize(), 6, 1, S3Fixture.SETTINGS.firstDelay()));
        try (patient;
                ObjectUpload upload = patient.write(s3.output(KEY), created::add)) {
            // Six buffers: no part waits for another, and the failure shows at the end.
            assertThatExceptionOfType(S3UnavailableException.class).isThrownBy(() -> {
                upload.write(bytes, 0, bytes.length);
                upload.complete();
            });
        }
        s3.faults.reset();
        return created.get(0);
    }

    private int up(String uploadId) {
        return s3.client
                .listParts(request -> request.bucket(s3.bucket).key(KEY).uploadId(uploadId))
                .parts()
                .size();
    }

    private WrittenObject resume(String uploadId, byte[] bytes) {
        try (ObjectUpload upload = s3.store.resume(s3.output(KEY), uploadId, 3, created::add)) {
            upload.write(bytes, 0, bytes.length);
            return upload.complete();
        }
    }

    @Test
    void onlyTheMissingPartsAreSent() {
        byte[] bytes = bytes(6 * PART - 100);
        String uploadId = interrupted(bytes);
        int up = up(uploadId);
        assertThat(up).isBetween(1, 4);

        WrittenObject written = resume(uploadId, bytes);

        assertThat(written.reusedParts()).isEqualTo(up);
        assertThat(written.sentParts()).isEqualTo(6 - up);
        assertThat(s3.faults.count("UploadPart")).isEqualTo(6 - up);
        assertThat(s3.faults.count("CreateMultipartUpload")).isZero();
        assertThat(created).hasSize(1);
        assertThat(s3.get(KEY)).isEqualTo(bytes);
        assertThat(written.sha256()).isEqualTo(sha256(bytes));
    }

    @Test
    void partsThatDifferAreSentAgain() {
        byte[] bytes = bytes(6 * PART - 100);
        String uploadId = interrupted(bytes);
        byte[] others = bytes(6 * PART - 99);

        WrittenObject written = resume(uploadId, others);

        assertThat(written.reusedParts()).isZero();
        assertThat(s3.get(KEY)).isEqualTo(others);
    }

    /** As a slower twin with other settings does to the upload that it and its successor have in common. */
    @Test
    void partsThatATwinHasReplacedAreNeitherPublishedNorHeldAgainstTheInput() {
        byte[] bytes = bytes(2 * PART + 1);
        s3.faults.add(
                first(1, operation("CompleteMultipartUpload")).and(request -> {
                    s3.client.uploadPart(
                            part -> part.bucket(s3.bucket)
                                    .key(KEY)
                                    .uploadId(created.get(0))
                                    .partNumber(1),
                            RequestBody.fromBytes(bytes(PART)));
                    return false;
                }),
                Fault.DENIED);
        try (ObjectUpload upload = s3.store.write(s3.output(KEY), created::add)) {
            upload.write(bytes, 0, bytes.length);
            assertThatExceptionOfType(S3UnavailableException.class)
                    .isThrownBy(upload::complete)
                    .withMessageEndingWith("parts are others than those that were sent; they are compared again");
        }
        assertThat(s3.exists(KEY)).isFalse();

        WrittenObject written = resume(created.get(0), bytes);

        assertThat(written.reusedParts()).isEqualTo(2);
        assertThat(written.sentParts()).isEqualTo(1);
        assertThat(s3.get(KEY)).isEqualTo(bytes);
    }

    @Test
    void anUploadOfAnotherKeyIsNotGoneOnWith() {
        byte[] bytes = bytes(6 * PART - 100);
        String uploadId = interrupted(bytes);

        try (ObjectUpload upload = s3.store.resume(s3.output("other/a.xml"), uploadId, 1, created::add)) {
            upload.write(bytes, 0, bytes.length);
            assertThat(upload.complete().reusedParts()).isZero();
        }
        assertThat(s3.get("other/a.xml")).isEqualTo(bytes);
        assertThat(s3.exists(KEY)).isFalse();
    }

    @Test
    void partsBeyondTheEndAreLeftOut() {
        byte[] bytes = bytes(6 * PART - 100);
        String uploadId = interrupted(bytes);
        byte[] shorter = Arrays.copyOf(bytes, PART + 10);

        resume(uploadId, shorter);

        assertThat(s3.get(KEY)).isEqualTo(shorter);
        assertThat(s3.uploads()).isZero();
    }

    @Test
    void anUploadThatIsGoneIsBegunAnew() {
        byte[] bytes = bytes(2 * PART);

        WrittenObject written = resume("7b1f2e0c-0000-4000-8000-000000000000", bytes);

        assertThat(written.sentParts()).isEqualTo(2);
        assertThat(created).hasSize(1);
        assertThat(s3.get(KEY)).isEqualTo(bytes);
    }

    @Test
    void anUploadThatIsNotNeededIsAborted() {
        String uploadId = interrupted(bytes(6 * PART - 100));

        resume(uploadId, bytes(10));

        assertThat(s3.get(KEY)).isEqualTo(bytes(10));
        assertThat(s3.uploads()).isZero();
    }

    @Test
    void anUploadThatIsSweptWhileItIsWrittenIsSaidSoAndBegunAnewNextTime() {
        byte[] bytes = bytes(2 * PART);
        try (ObjectUpload upload = s3.store.write(s3.output(KEY), created::add)) {
            upload.write(bytes, 0, bytes.length);
            s3.client.abortMultipartUpload(
                    request -> request.bucket(s3.bucket).key(KEY).uploadId(created.get(0)));

            assertThatExceptionOfType(S3UnavailableException.class).isThrownBy(upload::complete);
        }
        assertThat(s3.exists(KEY)).isFalse();
        assertThat(created).hasSize(2).last().isNull();
        resume(null, bytes);
        assertThat(s3.get(KEY)).isEqualTo(bytes);
    }

    @Test
    void whatWasCompletedJustBeforeAKillIsFound() {
        byte[] bytes = bytes(2 * PART + 1);
        s3.faults.add(operation("CompleteMultipartUpload"), Fault.LOSE_ANSWER);
        try (ObjectUpload upload = s3.store.write(s3.output(KEY), created::add)) {
            upload.write(bytes, 0, bytes.length);
            assertThatExceptionOfType(S3UnavailableException.class).isThrownBy(upload::complete);
        }
        s3.faults.reset();

        WrittenObject written = resume(created.get(0), bytes);

        assertThat(written.found()).isTrue();
        assertThat(s3.get(KEY)).isEqualTo(bytes);
        assertThat(s3.uploads()).isZero();
    }
}
