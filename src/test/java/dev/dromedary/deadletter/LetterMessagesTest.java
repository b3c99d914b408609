package dev.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LetterMessagesTest {

    @TempDir
    private Path folder;

    @Test
    void aMessageHasTheEncryptedPayloadIfItFits() throws Exception {
        Path keyset = folder.resolve("dead-letters.keyset");
        KeysetFile.create(keyset, KeysetKind.AES_GCM);
        Database.Builder state = new Database.Builder();
        state.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        Batch batch =
                Batch.of("logins", List.of()).landed(0, 0, List.of(rejection("small"), rejection("x".repeat(1500))));
        try (Database database = state.build()) {
            LetterMessages.Builder builder = new LetterMessages.Builder();
            builder.setLetters(new DeadLetters(database, keyset));
            builder.setLargest("2KiB");

            List<String> messages = builder.build().of(batch);

            JsonNode small = new JsonMapper().readTree(messages.get(0));
            byte[] payload = Base64.getDecoder().decode(small.get("payload").asText());
            String id = small.get("id").asText();
            assertThat(PayloadCipher.load(keyset).decrypt(id, payload)).isEqualTo("small");
            assertThat(id).isEqualTo(DeadLetters.id("logins", "m-1"));
            assertThat(new JsonMapper().readTree(messages.get(1)).get("payload").isNull())
                    .as("base64 of 1500 bytes and the rest are more than 2 KiB")
                    .isTrue();
            assertThat(messages.get(1)).doesNotContain("xxx");
        }
    }

    private static Rejection rejection(String payload) {
        SourceRecord record = new SourceRecord("m-1", Instant.EPOCH, 1, payload);
        return new Rejection(record, Reason.INVALID, "$", "is wrong");
    }
}
