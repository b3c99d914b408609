package dev.dromedary.objects;

import dev.dromedary.settings.ConfigurationException;
import java.util.Arrays;
import java.util.List;

/**
 * Which objects of a bucket are meant: those under a prefix whose keys end in one of some suffixes, in upper or lower
 * case. Immutable.
 *
 * @param suffixes each with its dot
 */
record KeyFilter(String prefix, List<String> suffixes) {

    /** @param suffixes separated by commas, such as {@code .json, .jsonl} */
    static KeyFilter of(String prefix, String suffixes) {
        List<String> all = Arrays.stream(suffixes.split(",")).map(String::strip).toList();
        if (!all.stream().allMatch(suffix -> suffix.matches("\\.\\S+"))) {
            throw new ConfigurationException(
                    "the suffixes of objects are like \".json, .jsonl\", and not \"" + suffixes + "\"");
        }
        return new KeyFilter(prefix, all);
    }

    boolean matches(String key) {
        return key.startsWith(prefix) && suffixes.stream().anyMatch(suffix -> endsWith(key, suffix));
    }

    private static boolean endsWith(String key, String suffix) {
        return key.regionMatches(true, key.length() - suffix.length(), suffix, 0, suffix.length());
    }
}
