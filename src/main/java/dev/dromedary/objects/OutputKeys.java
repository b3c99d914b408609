package dev.dromedary.objects;

/**
 * What the key of an output is called: another prefix, and {@code .xml} in the place of what follows the last dot of the
 * name. Immutable.
 */
record OutputKeys(String inputPrefix, String outputPrefix) {

    private static final String SUFFIX = ".xml";

    /** Whether it could be the key of an output. */
    static boolean isOutput(String key) {
        return key.endsWith(SUFFIX);
    }

    String of(String inputKey) {
        String rest = inputKey.startsWith(inputPrefix) ? inputKey.substring(inputPrefix.length()) : inputKey;
        int dot = rest.lastIndexOf('.');
        String stem = dot > rest.lastIndexOf('/') ? rest.substring(0, dot) : rest;
        return outputPrefix + stem + SUFFIX;
    }
}
