package dev.dromedary.settings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings that exist, as the {@code application.properties} in the jar documents them. A key that stands there
 * commented out ({@code #key=}, without a space) exists and has no default.
 */
public final class SettingsCatalog {

    private static final Pattern KEY = Pattern.compile("(#?)([a-z][a-z0-9.-]*)=(.*)");
    private static final Pattern BRACKET = Pattern.compile("# \\[(.+)]");

    private final Map<String, Setting> settings;

    private SettingsCatalog(Map<String, Setting> settings) {
        this.settings = settings;
    }

    /** The catalogue in the jar. */
    public static SettingsCatalog builtIn() {
        URL resource = SettingsCatalog.class.getResource("/application.properties");
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8))) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SettingsCatalog read(BufferedReader reader) throws IOException {
        Map<String, Setting> settings = new LinkedHashMap<>();
        String bracket = "text";
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher type = BRACKET.matcher(line);
            Matcher key = KEY.matcher(line);
            if (type.matches()) {
                bracket = type.group(1);
            } else if (key.matches()) {
                String defaultValue = key.group(1).isEmpty() ? key.group(3).strip() : null;
                settings.put(key.group(2), Setting.of(key.group(2), bracket, defaultValue));
                bracket = "text";
            }
        }
        return new SettingsCatalog(settings);
    }

    public Setting get(String key) {
        return settings.get(key);
    }

    public Collection<Setting> all() {
        return settings.values();
    }
}
