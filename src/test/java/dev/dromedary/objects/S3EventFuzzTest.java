package dev.dromedary.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.dromedary.objects.S3Event.MalformedException;
import java.nio.charset.StandardCharsets;

/** Whatever a queue of notifications brings: objects, or a refusal. */
class S3EventFuzzTest {

    @FuzzTest
    void fuzzMessage(byte[] input) {
        String message = new String(input, StandardCharsets.UTF_8);
        try {
            assertThat(S3Event.created(message)).doesNotContainNull();
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(200);
        }
    }
}
