package dev.dromedary.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a component takes, by the description that stands beside it in its jar: {@code META-INF/PACKAGE/NAME.json}, in
 * Camel's form. Immutable.
 */
final class Component {

    private static final String SERVICES = "META-INF/services/org/apache/camel/component/";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Optional<Component>> KNOWN = new ConcurrentHashMap<>();

    private final JsonNode description;
    private final Map<String, JsonNode> options = new LinkedHashMap<>();

    private Component(JsonNode description) {
        this.description = description;
        description
                .path("properties")
                .properties()
                .forEach(option -> options.put(plain(option.getKey()), option.getValue()));
    }

    /** The component of that name; empty if there is none on the class path. */
    static Optional<Component> named(String name) {
        return KNOWN.computeIfAbsent(name, Component::read);
    }

    private static Optional<Component> read(String name) {
        Properties service = new Properties();
        try (InputStream stream = name.matches("[A-Za-z][A-Za-z0-9+.-]*") ? open(SERVICES + name) : null) {
            if (stream == null) {
                return Optional.empty();
            }
            service.load(stream);
            return Optional.of(new Component(description(service.getProperty("class"), name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode description(String type, String name) throws IOException {
        String folder = type.substring(0, type.lastIndexOf('.')).replace('.', '/');
        try (InputStream stream = open("META-INF/" + folder + "/" + name + ".json")) {
            return stream == null ? JSON.createObjectNode() : JSON.readTree(stream);
        }
    }

    private static InputStream open(String resource) {
        return Component.class.getClassLoader().getResourceAsStream(resource);
    }

    /** Camel takes {@code batch-size} for {@code batchSize}. */
    private static String plain(String option) {
        return option.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Whether a route may begin with it. */
    boolean consumes() {
        return !description.path("component").path("producerOnly").asBoolean();
    }

    /** Whether a step may send to it. */
    boolean produces() {
        return !description.path("component").path("consumerOnly").asBoolean();
    }

    /** Whether it takes options of any name, or nothing is known of them. */
    boolean takesAnything() {
        return options.isEmpty()
                || description.path("component").path("lenientProperties").asBoolean();
    }

    /** Names of the options. */
    Set<String> options() {
        Set<String> names = new java.util.TreeSet<>();
        description.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The description of an option: {@code type}, {@code javaType}, {@code enum}. Empty if there is none. */
    Optional<JsonNode> option(String name) {
        return Optional.ofNullable(options.get(plain(name))).or(() -> options.values().stream()
                .filter(option -> option.has("prefix")
                        && name.startsWith(option.get("prefix").asText()))
                .findFirst());
    }
}
