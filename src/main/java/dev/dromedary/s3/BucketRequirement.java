package dev.dromedary.s3;

import dev.dromedary.aws.AwsFaults;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.ConfigurationException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket that must be there, and must be ours to use, before a pipeline starts. Immutable. */
final class BucketRequirement implements Requirement {

    private final S3Client client;
    private final String bucket;
    private final String setting;

    /** @param setting the key that names the bucket, for messages */
    BucketRequirement(S3Client client, String bucket, String setting) {
        this.client = client;
        this.bucket = bucket;
        this.setting = setting;
    }

    @Override
    public String system() {
        return "bucket " + bucket;
    }

    /** An answer to HEAD has a status and no code, so the status has to do. */
    @Override
    public void check() {
        try {
            client.headBucket(request -> request.bucket(bucket));
        } catch (S3Exception e) {
            throw meaning(e);
        } catch (SdkClientException e) {
            AwsFaults.requireCredentials(e);
            throw new S3UnavailableException("HeadBucket " + bucket, Faults.words(e));
        }
    }

    private RuntimeException meaning(S3Exception e) {
        if (Faults.isTransient(e)) {
            return new S3UnavailableException("HeadBucket " + bucket, Faults.words(e));
        }
        return new ConfigurationException(
                switch (e.statusCode()) {
                    case 404 -> "bucket " + bucket + " does not exist; create it, or name another (" + setting + ")";
                    case 301 -> "bucket " + bucket + " is in another region; set AWS_REGION";
                    default ->
                        "bucket " + bucket + " refuses us: " + Faults.code(e)
                                + "; check the AWS credentials and the bucket's policy";
                },
                e);
    }
}
