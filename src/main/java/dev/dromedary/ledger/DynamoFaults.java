package dev.dromedary.ledger;

import dev.dromedary.settings.ConfigurationException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells what an error of DynamoDB means: waiting helps, or somebody has to set something up. */
final class DynamoFaults {

    /** Answers that stay the same until somebody changes names, credentials or rights. */
    private static final Set<String> REFUSALS = Set.of(
            "AccessDeniedException",
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "NotAuthorizedException",
            "UnrecognizedClientException",
            "ValidationException");

    private DynamoFaults() {}

    /** The exception to throw in place of the SDK's. */
    static RuntimeException translate(String table, SdkException e) {
        if (!(e instanceof AwsServiceException service) || service.awsErrorDetails() == null) {
            return new LedgerUnavailableException(table + ": " + words(e));
        }
        String code = String.valueOf(service.awsErrorDetails().errorCode());
        if (code.equals("ResourceNotFoundException")) {
            return new ConfigurationException(table + " does not exist; make it with the partition key "
                    + DynamoItem.OBJECT + " and the sort key " + DynamoItem.ETAG + ", both strings, or name another");
        }
        if (REFUSALS.contains(code)) {
            return new ConfigurationException(
                    table + " refuses us: " + code + "; check the AWS credentials, their rights and the table");
        }
        return new LedgerUnavailableException(table + ": " + code + " (HTTP " + service.statusCode() + ")");
    }

    private static String words(SdkException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("") + " ("
                + root.getClass().getSimpleName() + ")";
    }
}
