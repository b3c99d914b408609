package dev.dromedary.jmx;

import dev.dromedary.settings.Setting;
import dev.dromedary.settings.Settings;
import dev.dromedary.settings.SettingsCatalog;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jolokia.json.JSONArray;
import org.jolokia.json.JSONObject;

/**
 * Takes secrets out of answers: the values of secret settings, and what settings refer to, wherever they stand; and what is
 * written into a route in the place of a password, a token or a key (in a URI, XML or YAML), whatever it is. A secret that is
 * an ordinary word stays in the keys of objects and the names of MBeans, which would tell it by what is missing, and mean
 * nothing any more. Immutable.
 */
final class Redaction {

    private static final String SHOWN = "xxxxxx";

    /** A shorter one would be found in other words, and is no secret. */
    private static final int SHORTEST = 4;

    private static final String SECRETIVE = "(?:pass(?:word|phrase|code)|secret|secret[._-]?key|private[._-]?key"
            + "|access[._-]?key|account[._-]?key|api[._-]?key|token|authorization|credentials?|connection[._-]?string"
            + "|sasl[._-]?jaas[._-]?config)";

    /** A secret that may be part of a name by chance. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,15}");

    private static final Pattern KEY = Pattern.compile("(?i).*" + SECRETIVE);

    private static final Pattern ASSIGNMENT = Pattern.compile("(?i)(" + SECRETIVE
            + ")(\\s*=\\s*\"|\\s*=\\s*|\"?\\s*:\\s+[\"']?|\"\\s*:\\s*\")(?!\\{\\{|\"|#|xxxxxx)"
            + "(RAW\\([^)]{0,4096}+\\)|RAW\\{[^}]{0,4096}+}|[^&\"\\r\\n<>]+)");

    /** {@code scheme://user:password@host}. */
    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@\"]*:)[^/\\s@\"]+(@)");

    private final AccessPolicy policy = new AccessPolicy();
    private final List<String> secrets;
    private final List<String> secretsInNames;

    private Redaction(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
        this.secretsInNames = secrets.stream()
                .filter(secret -> !WORD.matcher(secret).matches())
                .toList();
    }

    static Redaction of(Settings settings) {
        SettingsCatalog catalog = SettingsCatalog.builtIn();
        Set<String> secrets = new HashSet<>(settings.secrets());
        settings.asMap().forEach((key, value) -> {
            Setting setting = catalog.get(key);
            boolean secret = setting == null ? KEY.matcher(key).matches() : setting.type() == Setting.Type.SECRET;
            if (secret) {
                secrets.add(value);
            }
        });
        return new Redaction(secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList());
    }

    /** The text without them. */
    String of(String text) {
        return without(isName(text) ? secretsInNames : secrets, text);
    }

    /** Whether it is the name of an MBean that is shown. */
    private boolean isName(String text) {
        try {
            return text.indexOf(':') > 0 && !policy.isObjectNameHidden(new ObjectName(text));
        } catch (MalformedObjectNameException e) {
            return false;
        }
    }

    private static String without(List<String> secrets, String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, SHOWN);
        }
        clean = ASSIGNMENT.matcher(clean).replaceAll("$1$2" + SHOWN);
        return USER_INFO.matcher(clean).replaceAll("$1" + SHOWN + "$2");
    }

    /** A copy of the value with all texts in it cleaned. */
    Object of(Object json) {
        if (json instanceof String text) {
            return of(text);
        }
        if (json instanceof Map<?, ?> object) {
            return of(object);
        }
        if (json instanceof List<?> list) {
            JSONArray array = new JSONArray(list.size());
            list.forEach(value -> array.add(of(value)));
            return array;
        }
        return json;
    }

    JSONObject of(Map<?, ?> object) {
        JSONObject clean = new JSONObject();
        object.forEach((key, value) -> clean.put(without(secretsInNames, String.valueOf(key)), of(value)));
        return clean;
    }
}
