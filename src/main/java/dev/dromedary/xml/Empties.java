package dev.dromedary.xml;

/** How an empty list and an empty object are written. */
enum Empties {
    /** With an attribute that says what they are: {@code json="array"}, {@code json="object"}. */
    MARKED,
    /** As an element without anything, which reads like an empty text. */
    PLAIN
}
