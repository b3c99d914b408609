package dev.dromedary.secrets;

import dev.dromedary.aws.AwsFaults;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.settings.ConfigurationException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Tells what a store of secrets refuses from what it cannot do now, by codes and types: no message of the store is shown. */
final class StoreFaults {

    private static final Set<String> ABSENT =
            Set.of("ResourceNotFoundException", "ParameterNotFound", "ParameterVersionNotFound");

    private StoreFaults() {}

    /**
     * @param what the secret, by name
     * @return {@link ConfigurationException} if asking again cannot help, else {@link UnavailableException}
     */
    static RuntimeException translate(String what, RuntimeException e) {
        if (e instanceof AwsServiceException refusal && refusal.awsErrorDetails() != null) {
            String code = refusal.awsErrorDetails().errorCode();
            if (ABSENT.contains(code)) {
                return new ConfigurationException(what + " does not exist in this account and region");
            }
            if (refusal.statusCode() < 500 && !refusal.isThrottlingException()) {
                return new ConfigurationException(what + " is refused to us by AWS (" + code + ")");
            }
            return new UnavailableException(what + " cannot be asked for: AWS answers " + code);
        }
        if (e instanceof SdkClientException client) {
            if (String.valueOf(client.getMessage()).startsWith("Unable to load region")) {
                return AwsFaults.ofClient(client);
            }
            AwsFaults.requireCredentials(client);
            return new UnavailableException(what + " cannot be asked for: AWS does not answer ("
                    + client.getClass().getSimpleName() + ")");
        }
        return e;
    }
}
