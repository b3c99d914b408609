package dev.dromedary.fields;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.Transformation;
import dev.dromedary.settings.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a version of two or three parts into an integer, {@code major*1000000 + minor*1000 + patch}, so that versions
 * sort as numbers and no two different ones are equal: {@code 2.3.0} is 2003000, {@code 0.96} is 96000. A part that is
 * missing is 0, and leading zeros do not count: {@code 2.3} and {@code 2.03.0} are the same version. Immutable and
 * thread-safe.
 */
public final class SortableVersion implements Transformation {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?");
    private static final int MAJOR_LIMIT = 2146;
    private static final int PART_LIMIT = 999;

    private final String field;

    private SortableVersion(String field) {
        this.field = field;
    }

    /** Replaces the field in each record of a batch; records whose version has no integer are rejected. */
    public Batch encode(Batch batch) {
        return batch.eachFields(this::encode);
    }

    /**
     * Replaces the field in one record; null and a missing field stay as they are.
     *
     * @throws RecordRejectedException if the value is no version, or a part is over its range
     */
    public Map<String, Object> encode(Map<String, Object> fields) {
        Object version = fields.get(field);
        if (version == null) {
            return fields;
        }
        Map<String, Object> encoded = new LinkedHashMap<>(fields);
        encoded.put(field, encode(version.toString()));
        return encoded;
    }

    private int encode(String version) {
        Matcher parts = FORM.matcher(version);
        if (!parts.matches()) {
            throw reject("must be two or three numbers with dots between them");
        }
        int major = part(parts.group(1), "major", MAJOR_LIMIT);
        int minor = part(parts.group(2), "minor", PART_LIMIT);
        int patch = parts.group(3) == null ? 0 : part(parts.group(3), "patch", PART_LIMIT);
        return major * 1_000_000 + minor * 1_000 + patch;
    }

    private int part(String digits, String name, int limit) {
        int value = Integer.parseInt(digits);
        if (value > limit) {
            throw reject("has a " + name + " part over " + limit);
        }
        return value;
    }

    private RecordRejectedException reject(String detail) {
        return new RecordRejectedException(Reason.INVALID, "$." + field, detail);
    }

    /** Makes a {@link SortableVersion} from properties, as routes declare them. */
    public static final class Builder {

        private String field;

        /** Name of the field that holds the version. */
        public void setField(String field) {
            this.field = field;
        }

        /** @throws ConfigurationException if no field is named */
        public SortableVersion build() {
            if (field == null) {
                throw new ConfigurationException("SortableVersion needs the property \"field\"");
            }
            return new SortableVersion(field);
        }
    }
}
