package dev.dromedary.s3;

import static dev.dromedary.s3.S3Fixture.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.SandboxCredentials;
import dev.dromedary.settings.ConfigurationException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** What is wrong with a bucket is said before anything is moved. */
@Timeout(60)
class BucketRequirementIT {

    private final S3Fixture s3 = new S3Fixture();

    @AfterEach
    void close() {
        s3.close();
    }

    private ObjectStore withSecret(String secret) {
        return new ObjectStore(
                S3Client.builder()
                        .endpointOverride(s3.faults.endpoint())
                        .region(SandboxCredentials.region())
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(SandboxCredentials.ACCESS_KEY_ID, secret))),
                S3Fixture.SETTINGS);
    }

    @Test
    void aBucketThatIsThereIsEnough() {
        var requirement = s3.store.bucket(s3.bucket, "catalog.bucket");

        assertThat(requirement.system()).isEqualTo("bucket " + s3.bucket);
        assertThatCode(requirement::check).doesNotThrowAnyException();
    }

    @Test
    void aBucketThatIsMissingIsAMatterOfConfiguration() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(s3.store.bucket("no-such-bucket", "catalog.bucket")::check)
                .withMessage("bucket no-such-bucket does not exist; create it, or name another (catalog.bucket)");
    }

    @Test
    void wrongCredentialsAreAMatterOfConfigurationAtTheStart() {
        try (ObjectStore store = withSecret("wrong")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(store.bucket(s3.bucket, "catalog.bucket")::check)
                    .withMessageStartingWith("bucket " + s3.bucket + " refuses us: ")
                    .withMessageNotContaining("wrong");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * S3Fixture.PART})
    void credentialsThatBecomeWrongBlameNoObject(int size) {
        ObjectSummary version = s3.put("json/a.json", S3Fixture.bytes(size));
        try (ObjectStore store = withSecret("wrong")) {
            assertThatExceptionOfType(S3UnavailableException.class)
                    .isThrownBy(() -> store.read(version))
                    .withMessageContaining("SignatureDoesNotMatch");
            assertThatExceptionOfType(S3UnavailableException.class)
                    .isThrownBy(() -> store.find(s3.bucket, "json/a.json"))
                    .withMessageContaining("SignatureDoesNotMatch");
        }
    }

    /** HEAD, which comes first for a large object, is answered with a bare 400. */
    @ParameterizedTest
    @ValueSource(ints = {10, 2 * S3Fixture.PART})
    void credentialsThatRunOutBlameNoObject(int size) {
        ObjectSummary version = s3.put("json/a.json", S3Fixture.bytes(size));
        s3.faults.add(request -> true, Fault.EXPIRED);

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessageEndingWith("json/a.json: ExpiredToken");
        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> s3.store.find(s3.bucket, "json/a.json"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2 * S3Fixture.PART})
    void aBucketThatGoesAwayBlamesNoObject(int size) {
        ObjectSummary version = new ObjectSummary("no-such-bucket", "json/a.json", "x", size, Instant.EPOCH);

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> s3.store.read(version))
                .withMessageContaining("NoSuchBucket");
        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> s3.store.find("no-such-bucket", "json/a.json"))
                .withMessageContaining("NoSuchBucket");
    }

    @Test
    void aServerThatIsBusyIsWaitedFor() {
        s3.faults.add(operation("HeadBucket"), Fault.SLOW_DOWN);

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(s3.store.bucket(s3.bucket, "catalog.bucket")::check);
    }

    @Test
    void aServerThatIsDownIsWaitedFor() {
        s3.faults.close();

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(s3.store.bucket(s3.bucket, "catalog.bucket")::check);
    }

    @Test
    void theSdksOwnConfigurationIsTaken() {
        String[] names = {"aws.endpointUrlS3", "aws.region", "aws.accessKeyId", "aws.secretAccessKey"};
        String[] values = {
            s3.server.endpoint().toString(),
            SandboxCredentials.REGION,
            SandboxCredentials.ACCESS_KEY_ID,
            SandboxCredentials.SECRET_ACCESS_KEY
        };
        for (int i = 0; i < names.length; i++) {
            System.setProperty(names[i], values[i]);
        }
        try (ObjectStore store = ObjectStore.connect(TransferSettings.DEFAULT)) {
            s3.put("json/a.json", S3Fixture.bytes(3));

            assertThat(store.list(s3.bucket, "json/")).toIterable().hasSize(1);
        } finally {
            for (String name : names) {
                System.clearProperty(name);
            }
        }
    }
}
