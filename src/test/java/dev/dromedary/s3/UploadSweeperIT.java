package dev.dromedary.s3;

import static dev.dromedary.s3.S3Fixture.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.sandbox.HttpFaults.Fault;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Forgotten uploads are aborted, others are not. S3Proxy says of each upload that it was begun this moment, so age is
 * made by a clock that is ahead.
 */
@Timeout(60)
class UploadSweeperIT {

    private static final Duration DAY = Duration.ofDays(1);

    private final S3Fixture s3 = new S3Fixture();
    private final String forgotten = create("xml/forgotten.xml");
    private final String live = create("xml/live.xml");
    private final String strangers = create("other/strangers.xml");

    @AfterEach
    void close() {
        s3.close();
    }

    private String create(String key) {
        return s3.client
                .createMultipartUpload(request -> request.bucket(s3.bucket).key(key))
                .uploadId();
    }

    private List<String> left() {
        return s3.client.listMultipartUploads(request -> request.bucket(s3.bucket)).uploads().stream()
                .map(MultipartUpload::uploadId)
                .toList();
    }

    private UploadSweeper sweeper(Duration ahead) {
        return s3.store.sweeper(s3.bucket, "xml/", Clock.offset(Clock.systemUTC(), ahead));
    }

    @Test
    void whatIsOldAndNotLiveIsAborted() {
        int swept = sweeper(DAY.plusMinutes(1))
                .sweep(DAY, upload -> upload.uploadId().equals(live));

        assertThat(swept).isEqualTo(1);
        assertThat(left()).containsExactlyInAnyOrder(live, strangers).doesNotContain(forgotten);
    }

    @Test
    void whatIsYoungIsLeft() {
        assertThat(sweeper(Duration.ZERO).sweep(DAY, upload -> false)).isZero();
        assertThat(left()).hasSize(3);
    }

    @Test
    void oneThatSomebodyElseAbortedIsNoFailure() {
        int swept = sweeper(DAY.multipliedBy(2)).sweep(DAY, upload -> {
            s3.client.abortMultipartUpload(
                    request -> request.bucket(s3.bucket).key(upload.key()).uploadId(upload.uploadId()));
            return false;
        });

        assertThat(swept).isEqualTo(2);
        assertThat(left()).containsExactly(strangers);
    }

    @Test
    void anOddKeyHidesNoOthers() {
        assertThatExceptionOfType(SdkClientException.class)
                .as("the answer repeats the key, in XML")
                .isThrownBy(() -> create("xml/\u0001.xml"));

        assertThat(sweeper(DAY.multipliedBy(2)).sweep(DAY, upload -> false)).isEqualTo(3);
        assertThat(left()).containsExactly(strangers);
    }

    @Test
    void aServerThatIsBusyIsToBlame() {
        s3.faults.add(operation("AbortMultipartUpload"), Fault.SLOW_DOWN);

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> sweeper(DAY.multipliedBy(2)).sweep(DAY, upload -> false));
        assertThat(left()).hasSize(3);
    }
}
