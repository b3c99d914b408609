package dev.dromedary.xml;

/** What becomes of a character in a text that XML 1.0 cannot hold. */
enum InvalidCharacters {
    /** U+FFFD stands for it. */
    REPLACE,
    /** The input is rejected. */
    REFUSE
}
