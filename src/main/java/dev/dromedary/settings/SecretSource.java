package dev.dromedary.settings;

/** Where secrets are kept that settings refer to by {@code {{STORE:NAME}}}. */
public interface SecretSource {

    /** For who only looks at settings: a setting with a reference has its default. */
    SecretSource NOT_ASKED = (store, name) -> {
        throw new UnsupportedOperationException(store);
    };

    /**
     * The secret's value.
     *
     * @param store {@code aws} or {@code aws-parameter-store}
     * @param name the name in that store; behind a {@code #} in {@code aws} the field of a JSON object
     * @throws ConfigurationException if there is none that we may read; names it, and never a value
     * @throws dev.dromedary.batch.UnavailableException if the store did not answer
     */
    String fetch(String store, String name);
}
