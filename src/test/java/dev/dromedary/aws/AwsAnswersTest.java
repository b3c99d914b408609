package dev.dromedary.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

class AwsAnswersTest {

    private final AwsAnswers answers = new AwsAnswers();

    @ParameterizedTest
    @CsvSource({
        "500, InternalError, true",
        "503, SlowDown, true",
        "503, ServiceUnavailable, true",
        "501, NotImplemented, false",
        "429, Whatever, true",
        "408, RequestTimeout, true",
        "400, ThrottlingException, true",
        "400, RequestThrottled, true",
        "400, InvalidMessageContents, false",
        "400, AWS.SimpleQueueService.NonExistentQueue, false",
        "403, AccessDenied, false",
        "403, ExpiredToken, false",
        "413, RequestEntityTooLarge, false"
    })
    void onlyTheSystemsFaultsAreOutages(int status, String code, boolean outage) {
        assertThat(answers.isOutage(SqsException.builder()
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode(code).build())
                        .build()))
                .isEqualTo(outage);
    }

    @Test
    void anAnswerWithoutACodeIsToldByItsStatus() {
        assertThat(answers.isOutage(
                        (SqsException) SqsException.builder().statusCode(502).build()))
                .isTrue();
    }

    @Test
    void whatAnAnswerHasCausedIsToldByIt() {
        Exception answer = SqsException.builder().statusCode(503).build();

        assertThat(answers.isOutage(new IllegalStateException("wrapped", answer)))
                .isTrue();
        assertThat(answers.isOutage(new IllegalStateException("nothing of AWS")))
                .isFalse();
        assertThat(answers.isOutage((Exception) null)).isFalse();
    }
}
