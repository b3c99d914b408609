package dev.dromedary.sandbox;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** What a client of the sandbox's SQS, S3 and DynamoDB signs its requests with. Constants only. */
public final class SandboxCredentials {
    public static final String REGION = "eu-central-1";
    public static final String ACCESS_KEY_ID = "test";
    public static final String SECRET_ACCESS_KEY = "test";

    private SandboxCredentials() {}

    /** The region as the SDK has it. */
    public static Region region() {
        return Region.of(REGION);
    }

    /** The keys as the SDK takes them. */
    public static StaticCredentialsProvider provider() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
    }
}
