package dev.dromedary.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.dromedary.batch.RecordRejectedException;
import java.nio.charset.StandardCharsets;

/** Whatever a queue brings: a record, or a rejection that quotes nothing of it. */
class SchemaCheckFuzzTest {

    private static final SchemaCheck LOGIN = Schemas.builtIn("schemas/login.schema.json");

    /** What inputs of the corpus contain. */
    private static final String CANARY = "canary";

    @FuzzTest
    void fuzzLogin(byte[] input) {
        String message = new String(input, StandardCharsets.UTF_8);
        try {
            assertThat(LOGIN.check(message)).containsKeys("user_id", "app_version", "device_type", "ip", "device_id");
        } catch (RecordRejectedException e) {
            assertThat(e.getMessage()).doesNotContain(CANARY).hasSizeLessThan(1_000);
        }
    }
}
