package dev.dromedary.deadletter;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.clock.WallClock;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes messages of what a batch has rejected, for routes that send dead letters to a queue or a topic as well: a JSON object
 * for each, with what {@code dead-letters list --json} prints of it and the payload encrypted as in the letter (invariant 4),
 * in base64. Immutable and thread-safe.
 */
public final class LetterMessages {

    private static final JsonMapper JSON = new JsonMapper();

    private final DeadLetters letters;
    private final long largest;

    private LetterMessages(DeadLetters letters, long largest) {
        this.letters = letters;
        this.largest = largest;
    }

    /**
     * The messages, in the order of the rejections; none, if there are none. The payload of one that would be too large is
     * null; the letter has it.
     */
    public List<String> of(Batch batch) {
        String now = WallClock.now().toString();
        return batch.rejections().stream()
                .map(rejection -> message(batch.pipeline(), rejection, now))
                .toList();
    }

    private String message(String pipeline, Rejection rejection, String now) {
        DeadLetters.Sealed sealed = letters.seal(pipeline, rejection.record());
        ObjectNode message = JSON.createObjectNode()
                .put("id", sealed.id())
                .put("pipeline", pipeline)
                .put("source", rejection.record().id())
                .put("reason", rejection.reason().code())
                .put("path", rejection.path())
                .put("detail", rejection.detail())
                .put("attempts", rejection.record().deliveries())
                .put("sentAt", rejection.record().sentAt().toString())
                .put("failedAt", now)
                .put("key", sealed.keyId())
                .put("payload", sealed.payload());
        String text = message.toString();
        // Queues and topics count bytes of UTF-8.
        boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= largest;
        return fits ? text : message.putNull("payload").toString();
    }

    /** Makes {@link LetterMessages} from properties, as routes declare them. */
    public static final class Builder {

        private DeadLetters letters;
        private DataSize largest = DataSize.parse("256KiB");

        public void setLetters(DeadLetters letters) {
            this.letters = letters;
        }

        /** How large a message may be with its payload, such as {@code 256KiB}. */
        public void setLargest(String largest) {
            this.largest = DataSize.parse(largest);
        }

        /** @throws ConfigurationException if the letters are missing */
        public LetterMessages build() {
            if (letters == null) {
                throw new ConfigurationException("LetterMessages needs the property \"letters\"");
            }
            return new LetterMessages(letters, largest.bytes());
        }
    }
}
