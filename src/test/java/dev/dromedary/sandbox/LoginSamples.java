package dev.dromedary.sandbox;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Login messages as devices send them: always the same ones for a seed. Not safe for use by several threads. */
public final class LoginSamples {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> DEVICES = List.of("android", "ios", "web");
    private static final List<String> LOCALES = List.of("DE", "FR", "IT", "PL", "ES", "US", "JP", "BR");

    /** Bodies that cannot become rows, one of each kind that is met in practice. */
    private static final List<String> BAD = List.of(
            "user 4711 logged in",
            "{\"foo\": 17, \"bar\": \"baz\"}",
            "[{\"user_id\": \"u-1\"}]",
            "{\"user_id\":\"u-1\",\"app_version\":\"1.2.3\",\"device_type\":\"ios\",\"locale\":\"DE\",\"device_id\":\"d-1\"}",
            "{\"user_id\":\"u-1\",\"app_version\":\"1.2.3.4\",\"device_type\":\"ios\",\"ip\":\"192.0.2.1\",\"locale\":\"DE\","
                    + "\"device_id\":\"d-1\"}",
            "{\"user_id\":\"u-1\",\"app_version\":\"1.2.3\",\"device_type\":\"a\\u0000b\",\"ip\":\"192.0.2.1\",\"locale\":\"DE\","
                    + "\"device_id\":\"d-1\"}");

    private final Random random;
    private int bad;

    public LoginSamples(long seed) {
        this.random = new Random(seed);
    }

    /** A message that becomes a row; about a third of them have a null locale, and a half a version of two parts. */
    public String good() {
        return json(fields());
    }

    /** The fields of {@link #good()}, to be changed and made {@link #json}. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user_id", new UUID(random.nextLong(), random.nextLong()).toString());
        fields.put("app_version", version());
        fields.put("device_type", DEVICES.get(random.nextInt(DEVICES.size())));
        fields.put("ip", "198.51." + random.nextInt(256) + "." + random.nextInt(256));
        fields.put("locale", random.nextInt(3) == 0 ? null : LOCALES.get(random.nextInt(LOCALES.size())));
        fields.put(
                "device_id",
                "%03d-%02d-%04d".formatted(random.nextInt(1000), random.nextInt(100), random.nextInt(10000)));
        return fields;
    }

    private String version() {
        String two = random.nextInt(10) + "." + random.nextInt(100);
        return random.nextBoolean() ? two : two + "." + random.nextInt(10);
    }

    /** A message that cannot become a row; all kinds in turn. */
    public String bad() {
        return BAD.get(bad++ % BAD.size());
    }

    /** How many kinds of bad messages there are. */
    public static int badKinds() {
        return BAD.size();
    }

    public static String json(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
