package dev.dromedary.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.EOFException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is tried again, and what is said when that does not help. */
class FaultsTest {

    private final Retry retry = new Retry(3, Duration.ofMillis(1));

    private static S3Exception answer(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .message("secret content")
                .build();
    }

    private int attempts(Exception failure) {
        AtomicInteger attempts = new AtomicInteger();
        try {
            retry.call("GetObject b/k", () -> {
                attempts.incrementAndGet();
                throw failure;
            });
        } catch (RuntimeException expected) {
            assertThat(expected instanceof S3Exception || expected instanceof S3UnavailableException)
                    .isTrue();
        }
        return attempts.get();
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError",
        "503, SlowDown",
        "503, ServiceUnavailable",
        "429, TooManyRequests",
        "400, RequestTimeout",
        "400, BadDigest",
        "409, ConditionalRequestConflict",
        "200, InternalError",
        "200, SlowDown",
        "400, ThrottlingException"
    })
    void whatPassesIsTriedAgain(int status, String code) {
        assertThat(attempts(answer(status, code))).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied",
        "404, NoSuchKey",
        "412, PreconditionFailed",
        "200, PreconditionFailed",
        "400, InvalidPart",
        "501, NotImplemented"
    })
    void whatStaysIsNot(int status, String code) {
        assertThat(attempts(answer(status, code))).isEqualTo(1);
    }

    @Test
    void connectionsThatFailAreTriedAgain() {
        assertThat(attempts(SdkClientException.create("Unable to execute HTTP request")))
                .isEqualTo(3);
        assertThat(attempts(new EOFException("ended"))).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "403, SignatureDoesNotMatch",
        "400, ExpiredToken",
        "404, NoSuchBucket",
        "400, AuthorizationHeaderMalformed"
    })
    void whatIsWrongWithTheSystemBlamesNoObject(int status, String code) {
        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> retry.call("GetObject b/k", () -> {
                    throw answer(status, code);
                }))
                .withMessage("S3 GetObject b/k: " + code);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, S3UnavailableException",
        "401, Unauthorized, S3UnavailableException",
        "400, KMS.DisabledException, S3UnavailableException",
        "400, InvalidPart, S3UnavailableException",
        "404, NoSuchUpload, S3UnavailableException",
        "400, KeyTooLongError, ObjectRefusedException",
        "501, NotImplemented, ConfigurationException"
    })
    void aWriteThatIsRefusedBlamesTheInputForWhatItIsAlone(int status, String code, String meaning) {
        OutputObject output = new OutputObject("b", "k", null, "application/xml", Map.of());

        RuntimeException refused = new Writing(null, retry, output).refused("PutObject", answer(status, code));

        assertThat(refused.getClass().getSimpleName()).isEqualTo(meaning);
    }

    @Test
    void aMessageHoldsTheCodeAndNotTheServersWords() {
        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> retry.call("GetObject b/k", () -> {
                    throw answer(503, "SlowDown");
                }))
                .withMessage("S3 GetObject b/k: SlowDown, after 3 attempts");
    }

    @Test
    void anInterruptEndsTheAttempts() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> retry.call("GetObject b/k", () -> {
                    throw answer(503, "SlowDown");
                }))
                .withMessageEndingWith("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}
