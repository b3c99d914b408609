package dev.dromedary.xml;

/** What becomes of null. */
enum Nulls {
    /** An empty element with {@code xsi:nil="true"}. */
    NIL,
    /** Nothing, not even in a list. */
    OMIT
}
