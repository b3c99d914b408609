package dev.dromedary.xml;

import java.util.Map;

/**
 * What the XML looks like. Immutable.
 *
 * @param root name of the outermost element
 * @param element name of its children
 * @param item name of a list's children
 * @param items the same for the lists that have one of these keys
 * @param indent spaces for each level; 0 for no line ends either
 */
record XmlForm(
        String root, String element, String item, Map<String, String> items, int indent, Nulls nulls, Empties empties) {

    XmlForm {
        items = Map.copyOf(items);
    }

    ElementNames names() {
        return new ElementNames(items, item, indent == 0 ? "" : "\n");
    }
}
