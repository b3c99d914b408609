package dev.dromedary.xml;

import java.nio.charset.StandardCharsets;

/**
 * The name of an element, as the bytes that are written.
 *
 * @param name as in the tags, without brackets
 * @param open {@link #INDENT} spaces and the start tag; how many of the spaces are written is up to the level
 * @param close the end tag, in the same way, and the line end
 * @param item the key of the children, where the element is a list
 */
record ElementName(byte[] name, byte[] open, byte[] close, String item) {

    /** Spaces that can be written together with a tag: 32 levels of two. */
    static final int INDENT = 64;

    static ElementName of(String name, String item, String lineEnd) {
        String spaces = " ".repeat(INDENT);
        return new ElementName(
                utf8(name), utf8(spaces + "<" + name + ">"), utf8(spaces + "</" + name + ">" + lineEnd), item);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
