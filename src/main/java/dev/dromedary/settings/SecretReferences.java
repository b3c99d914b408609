package dev.dromedary.settings;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts secrets in the place of the references in a setting's value, which have the form of Camel's property functions:
 * {@code {{aws:NAME#field}}} and {@code {{aws-parameter-store:NAME}}}. What a secret holds is not looked at for further
 * references. For use by one thread.
 */
final class SecretReferences {

    private static final Pattern REFERENCE = Pattern.compile("\\{\\{(aws|aws-parameter-store):([^{}]*)}}");

    private final SecretSource source;
    private final Set<String> seen = new HashSet<>();

    SecretReferences(SecretSource source) {
        this.source = source;
    }

    /** Whether the value refers to a secret. */
    static boolean isIn(String value) {
        return REFERENCE.matcher(value).find();
    }

    /**
     * The value with its secrets; empty if none is to be asked for.
     *
     * @param where the file or variable and the key, for the message
     * @throws ConfigurationException if a secret cannot be had
     */
    Optional<String> resolve(String value, String where) {
        if (source == SecretSource.NOT_ASKED) {
            return Optional.empty();
        }
        return Optional.of(REFERENCE
                .matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(
                        fetch(found.group(1), found.group(2).strip(), where))));
    }

    /** Remembers a secret that stood elsewhere. */
    String see(String secret) {
        seen.add(secret);
        return secret;
    }

    /** All that stood elsewhere, each as it is kept there. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    private String fetch(String store, String name, String where) {
        if (name.isEmpty() || name.startsWith("#")) {
            throw new ConfigurationException(where + ": {{" + store + ":" + name + "}} names no secret");
        }
        try {
            return see(source.fetch(store, name));
        } catch (ConfigurationException e) {
            throw new ConfigurationException(where + ": " + e.getMessage());
        }
    }
}
