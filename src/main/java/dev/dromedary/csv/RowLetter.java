package dev.dromedary.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.SourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row that was rejected as its dead letter has it, a JSON object: {@code file}, {@code line}, {@code row}, which is its text,
 * and, where it has fields to be trusted, {@code values}, which are these by column, with what is needed to write the row later
 * without undoing anything newer.
 *
 * @param load when the load began that rejected it
 * @param before stands for the row that the table had then, see {@link RowState}
 * @param values the fields by column; empty where the text has none to be trusted
 */
record RowLetter(long line, String load, String before, Map<String, String> values) {

    /** Before what no row ever is: such a row is never written, and fails again for what it failed for. */
    static final String NEVER = "never";

    private static final JsonMapper JSON = new JsonMapper();

    /** The rejection with a letter as its record's payload. */
    static Rejection of(Rejection rejection, RowOrigin origin, String load, String before) {
        SourceRecord record = rejection.record();
        ObjectNode letter = JSON.createObjectNode().put("file", origin.fileName());
        letter.put("line", RowOrigin.line(record.id())).put("row", record.payload());
        if (!record.fields().isEmpty()) {
            letter.put("load", load).put("before", before);
            ObjectNode values = letter.putObject("values");
            record.fields().forEach((column, value) -> values.put(column, value.toString()));
        }
        SourceRecord kept = new SourceRecord(record.id(), record.sentAt(), record.deliveries(), letter.toString());
        return new Rejection(kept, rejection.reason(), rejection.path(), rejection.detail());
    }

    /** The letter of a record; empty if the record is no row of a file. */
    static Optional<RowLetter> read(SourceRecord record) {
        try {
            JsonNode letter = JSON.readTree(record.payload());
            String place =
                    letter.path("file").asText() + ':' + letter.path("line").asText() + ':';
            if (!letter.isObject() || !record.id().startsWith(place) || !letter.has("row")) {
                return Optional.empty();
            }
            Map<String, String> values = new LinkedHashMap<>();
            letter.path("values")
                    .fields()
                    .forEachRemaining(
                            field -> values.put(field.getKey(), field.getValue().asText()));
            return Optional.of(new RowLetter(
                    letter.get("line").asLong(),
                    letter.path("load").asText(),
                    letter.path("before").asText(),
                    values));
        } catch (JsonProcessingException e) {
            // A letter of an earlier version, or of another kind.
            return Optional.empty();
        }
    }

    List<String> header() {
        return new ArrayList<>(values.keySet());
    }

    String[] fields() {
        return values.values().toArray(String[]::new);
    }

    @Override
    public String toString() {
        return "RowLetter[line " + line + "]";
    }
}
