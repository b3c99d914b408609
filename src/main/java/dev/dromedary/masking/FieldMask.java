package dev.dromedary.masking;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.Transformation;
import dev.dromedary.settings.ConfigurationException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Masks some of a record's top-level fields: the raw field goes, and in its place comes one that is named by the prefix
 * and the raw name and holds the token (invariant 4). All other fields stay as they are, in their order. Immutable and
 * safe for use by several threads. Declared in YAML:
 *
 * <pre>{@code
 * - beans:
 *     - name: maskLogin
 *       type: dev.dromedary.masking.FieldMask
 *       builderClass: dev.dromedary.masking.FieldMask$Builder
 *       properties:
 *         mask: "#bean:mask"
 *         fields: "ip, device_id"
 *         prefix: masked_
 * }</pre>
 */
public final class FieldMask implements Transformation {

    private final Mask mask;
    private final Map<String, String> outputByField;
    private final Set<String> outputs;

    private FieldMask(Mask mask, List<String> fields, String prefix) {
        Map<String, String> byField = new LinkedHashMap<>();
        fields.forEach(field -> byField.put(field, prefix + field));
        this.mask = mask;
        this.outputByField = Collections.unmodifiableMap(byField);
        this.outputs = Set.copyOf(byField.values());
    }

    /** Masks the fields of each record; a record that cannot be masked is rejected and takes no other along. */
    public Batch mask(Batch batch) {
        return batch.eachFields(this::mask);
    }

    /**
     * The fields with the raw ones masked. Text is masked as it is, numbers and booleans by their Java text. Null stays
     * null, and a field that the record lacks becomes null. A field that already has the name of a masked one is
     * dropped: the sender cannot choose a token.
     *
     * @throws RecordRejectedException if a value to be masked is a list or an object, or is no valid Unicode
     */
    public Map<String, Object> mask(Map<String, Object> fields) {
        Map<String, Object> masked = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            String output = outputByField.get(name);
            if (output != null) {
                masked.put(output, token(name, value));
            } else if (!outputs.contains(name)) {
                masked.put(name, value);
            }
        });
        outputByField.values().forEach(output -> masked.putIfAbsent(output, null));
        return Collections.unmodifiableMap(masked);
    }

    private String token(String name, Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
            throw new RecordRejectedException(
                    Reason.INVALID, "$." + name, "must be text, a number, a boolean or null, to be masked");
        }
        try {
            return mask.mask(value.toString());
        } catch (RecordRejectedException e) {
            throw new RecordRejectedException(e.reason(), "$." + name, e.getMessage());
        }
    }

    /** Collects the settings of a {@link FieldMask}. Not safe for use by several threads. */
    public static final class Builder {

        private Mask mask;
        private List<String> fields = List.of();
        private String prefix = "masked_";

        public void setMask(Mask mask) {
            this.mask = mask;
        }

        /** Names of the fields to mask; in YAML separated by commas, since Camel takes no list there. */
        public void setFields(String fields) {
            setFields(List.of(fields));
        }

        /** Names of the fields to mask, or several of them separated by commas. */
        public void setFields(List<String> fields) {
            // Split here too: Camel may make a list of one of a text before it looks for a setter.
            this.fields = fields.stream()
                    .flatMap(names -> Arrays.stream(names.split(",")))
                    .map(String::strip)
                    .distinct()
                    .toList();
        }

        /** What the name of a masked field starts with, {@code masked_} by default; empty to mask in place. */
        public void setPrefix(String prefix) {
            this.prefix = prefix;
        }

        /** @throws ConfigurationException if a setting is missing */
        public FieldMask build() {
            if (mask == null) {
                throw new ConfigurationException("a field mask needs a mask");
            }
            if (fields.isEmpty() || fields.contains("")) {
                throw new ConfigurationException("a field mask needs the names of its fields, none of them empty");
            }
            return new FieldMask(mask, fields, Objects.requireNonNullElse(prefix, ""));
        }
    }
}
