package dev.dromedary.aws;

import dev.dromedary.settings.ConfigurationException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Tells what the AWS SDK lacks, in words that help whoever set it up; the SDK has no types for it. */
public final class AwsFaults {

    private AwsFaults() {}

    /** What to throw where a client cannot be made. */
    public static ConfigurationException ofClient(SdkClientException e) {
        return new ConfigurationException(
                e.getMessage().startsWith("Unable to load region")
                        ? "the AWS region is not set; set AWS_REGION"
                        : "the AWS SDK refuses its configuration: " + e.getMessage(),
                e);
    }

    /** @throws ConfigurationException if a request failed because there are no credentials, which waiting cannot help */
    public static void requireCredentials(SdkClientException e) {
        if (String.valueOf(e.getMessage()).startsWith("Unable to load credentials")) {
            throw new ConfigurationException(
                    "there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE,"
                            + " or give the machine a role",
                    e);
        }
    }
}
