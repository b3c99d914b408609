package dev.dromedary.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings in force: the defaults in the jar, overridden by an {@code application.properties} in the working
 * directory, overridden by environment variables, or the files that such name. A key that nothing uses, or a value out of its bounds, is refused
 * here, before anything starts. Immutable.
 */
public final class Settings {

    /** Camel's own settings are passed on; Camel refuses the unknown ones itself. */
    private static final String CAMEL = "camel.";

    private final Map<String, String> values;
    private final Set<String> secrets;

    private Settings(Map<String, String> values, Set<String> secrets) {
        this.values = Map.copyOf(values);
        this.secrets = secrets;
    }

    /**
     * Loads the settings.
     *
     * @param directory where an {@code application.properties} may stand
     * @param environment the environment variables
     * @param placeholders further keys that exist because a user's own routes use them as {@code {{key}}}
     * @param secrets where what values refer to is asked for
     * @throws ConfigurationException for an unknown key, a bad value, a file that cannot be read, or a secret that cannot
     *     be had
     */
    public static Settings load(
            Path directory, Map<String, String> environment, Set<String> placeholders, SecretSource secrets) {
        SettingsCatalog catalog = SettingsCatalog.builtIn();
        Map<String, String> values = new HashMap<>(defaults().values);
        SecretReferences references = new SecretReferences(secrets);
        Path file = directory.resolve("application.properties");
        if (Files.exists(file)) {
            override(values, file, catalog, placeholders, references);
        }
        Set<String> keys =
                catalog.all().stream().map(Setting::key).collect(Collectors.toCollection(LinkedHashSet::new));
        keys.addAll(placeholders);
        for (String key : keys) {
            fromEnvironment(values, catalog, keys, key, environment, references);
        }
        return new Settings(values, references.seen());
    }

    private static void fromEnvironment(
            Map<String, String> values,
            SettingsCatalog catalog,
            Set<String> keys,
            String key,
            Map<String, String> environment,
            SecretReferences references) {
        String name = Setting.environmentName(key);
        // An empty variable is as good as none: container platforms set them so.
        boolean set = !environment.getOrDefault(name, "").isBlank();
        Optional<String> file = SettingFile.variable(name, environment, keys);
        if (set && file.isPresent()) {
            throw new ConfigurationException(
                    "environment variables " + name + " and " + file.get() + " are both set; unset one of them");
        }
        if (set) {
            put(values, catalog, key, environment.get(name), "environment variable " + name, references);
        }
        file.ifPresent(variable -> putHidden(
                values,
                catalog.get(key),
                key,
                references.see(SettingFile.read(variable, environment.get(variable))),
                "environment variable " + variable));
    }

    /** The same for who only looks at the settings: no secret is asked for, and what refers to one is not checked. */
    public static Settings load(Path directory, Map<String, String> environment, Set<String> placeholders) {
        return load(directory, environment, placeholders, SecretSource.NOT_ASKED);
    }

    /** The settings as they are where nothing is configured. */
    public static Settings defaults() {
        Map<String, String> values = new HashMap<>();
        for (Setting setting : SettingsCatalog.builtIn().all()) {
            if (setting.defaultValue() != null) {
                values.put(setting.key(), setting.defaultValue());
            }
        }
        return new Settings(values, Set.of());
    }

    private static void override(
            Map<String, String> values,
            Path file,
            SettingsCatalog catalog,
            Set<String> placeholders,
            SecretReferences references) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(file + " cannot be read as UTF-8 properties", e);
        }
        List<String> known = catalog.all().stream().map(Setting::key).toList();
        for (String key : properties.stringPropertyNames()) {
            if (catalog.get(key) == null && !placeholders.contains(key) && !key.startsWith(CAMEL)) {
                throw new ConfigurationException(
                        file.getFileName() + ": nothing uses the key " + key + Nearest.suggestion(key, known));
            }
            put(
                    values,
                    catalog,
                    key,
                    properties.getProperty(key),
                    file.getFileName().toString(),
                    references);
        }
    }

    private static void put(
            Map<String, String> values,
            SettingsCatalog catalog,
            String key,
            String text,
            String where,
            SecretReferences references) {
        String value = text.strip();
        Setting setting = catalog.get(key);
        if (value.isEmpty()) {
            reset(values, key, setting);
        } else if (SecretReferences.isIn(value)) {
            references
                    .resolve(value, where + ": " + key)
                    .ifPresentOrElse(
                            secret -> putHidden(values, setting, key, secret, where),
                            () -> reset(values, key, setting));
        } else {
            if (setting != null) {
                setting.check(value, where);
            }
            values.put(key, value);
        }
    }

    /** What comes from where secrets are kept is shown in no message, whatever the setting. */
    private static void putHidden(Map<String, String> values, Setting setting, String key, String value, String where) {
        if (setting != null) {
            setting.checkHidden(value, where);
        }
        values.put(key, value);
    }

    private static void reset(Map<String, String> values, String key, Setting setting) {
        if (setting == null || setting.defaultValue() == null) {
            values.remove(key);
        } else {
            values.put(key, setting.defaultValue());
        }
    }

    /**
     * Environment variables that look like a misspelt setting, each with the name that was probably meant. They are no
     * error, because the environment belongs to other programs as well.
     */
    public static Map<String, String> misspelt(Map<String, String> environment) {
        Set<String> names = SettingsCatalog.builtIn().all().stream()
                .map(Setting::environmentName)
                .collect(Collectors.toSet());
        Set<String> families = names.stream()
                .map(name -> name.substring(0, name.indexOf('_') + 1))
                .collect(Collectors.toSet());
        Map<String, String> found = new HashMap<>();
        for (String name : environment.keySet()) {
            if (!names.contains(name)
                    && !SettingFile.isVariableOf(name, names)
                    && families.stream().anyMatch(name::startsWith)) {
                Nearest.to(name, names)
                        .filter(near -> Nearest.distance(name, near) <= 2)
                        .ifPresent(near -> found.put(name, near));
            }
        }
        return found;
    }

    /** The same settings with one key set, whatever was configured. */
    public Settings with(String key, String value) {
        Map<String, String> changed = new HashMap<>(values);
        changed.put(key, value);
        return new Settings(changed, secrets);
    }

    public Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** @throws ConfigurationException if the key has neither a value nor a default */
    public String text(String key) {
        return find(key).orElseThrow(() -> new ConfigurationException(key + " is not set"));
    }

    public Duration duration(String key) {
        return Durations.parse(text(key));
    }

    public Path path(String key) {
        return Path.of(text(key));
    }

    public boolean isTrue(String key) {
        return Boolean.parseBoolean(text(key));
    }

    /** What values hold that came from files or from where secrets are kept, whatever their keys are called. */
    public Set<String> secrets() {
        return secrets;
    }

    /** The values by key, of the keys that have one. */
    public Map<String, String> asMap() {
        return values;
    }

    /**
     * The values as placeholders for Camel, which reads the delays of a redelivery policy as milliseconds without a unit
     * and fails at the first redelivery, not at start-up, if there is one.
     */
    public Map<String, String> forCamel() {
        SettingsCatalog catalog = SettingsCatalog.builtIn();
        Map<String, String> converted = new HashMap<>(values);
        converted.replaceAll((key, value) -> {
            Setting setting = catalog.get(key);
            return setting != null && setting.type() == Setting.Type.DURATION
                    ? Long.toString(Durations.parse(value).toMillis())
                    : value;
        });
        return converted;
    }
}
