package dev.dromedary.batch;

/** Finds halves of surrogate pairs, which have no UTF-8: {@link String#getBytes} turns each into a question mark. */
public final class Surrogates {

    private Surrogates() {}

    /** Index of the first surrogate without its partner, or -1 where the text is well-formed UTF-16. */
    public static int firstUnpaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
