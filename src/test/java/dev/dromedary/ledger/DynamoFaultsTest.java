package dev.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.settings.ConfigurationException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What DynamoDB Local does not answer: throttling, and refusals for rights. */
class DynamoFaultsTest {

    private static RuntimeException translated(String code, int status) {
        AwsServiceException answer = DynamoDbException.builder()
                .statusCode(status)
                .message("canary")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("canary")
                        .build())
                .build();
        return DynamoFaults.translate("DynamoDB table objects", answer);
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, 400",
        "ProvisionedThroughputExceededException, 400",
        "RequestLimitExceeded, 400",
        "ExpiredTokenException, 400",
        "InternalServerError, 500",
        "ServiceUnavailable, 503"
    })
    void whatPassesIsWaitedFor(String code, int status) {
        assertThat(translated(code, status))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("DynamoDB table objects: " + code + " (HTTP " + status + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "UnrecognizedClientException", "ValidationException"})
    void whatStaysIsAMistake(String code) {
        assertThat(translated(code, 400))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("DynamoDB table objects refuses us: " + code)
                .hasMessageNotContaining("canary");
    }

    @Test
    void aNetworkThatIsDownIsWaitedFor() {
        SdkClientException lost = SdkClientException.create("Unable", new ConnectException("Connection refused"));

        assertThat(DynamoFaults.translate("DynamoDB table objects", lost))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("DynamoDB table objects: Connection refused (ConnectException)");
    }
}
