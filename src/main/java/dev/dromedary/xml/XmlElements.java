package dev.dromedary.xml;

import java.io.IOException;
import java.util.Arrays;

/** Writes elements within elements, each on lines of its own. Not thread-safe. */
final class XmlElements {

    private static final byte[] NIL =
            XmlOutput.ascii(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>");
    private static final byte[] ARRAY = XmlOutput.ascii(" json=\"array\"/>");
    private static final byte[] OBJECT = XmlOutput.ascii(" json=\"object\"/>");
    private static final byte[] EMPTY = XmlOutput.ascii("/>");

    private final int indent;
    private final Empties empties;
    private final XmlOutput out;

    /** The open elements; the first is the root. */
    private ElementName[] open = new ElementName[16];

    /** The names of the open elements' children; null for those that are no lists. */
    private ElementName[] items = new ElementName[16];

    private int depth;

    /** The innermost element's start tag is still to be written. */
    private boolean tagIsDue;

    private long count;

    XmlElements(XmlForm form, XmlOutput out) {
        this.indent = form.indent();
        this.empties = form.empties();
        this.out = out;
    }

    /** How many children the root has. */
    long count() {
        return count;
    }

    /** How many elements are open. */
    int depth() {
        return depth;
    }

    /** The name of the innermost element's children, if that is a list, else null. */
    ElementName item() {
        return items[depth - 1];
    }

    /** Begins an element that others will stand in, or none. */
    void start(ElementName name, ElementName item) throws IOException {
        beginChild();
        if (depth == open.length) {
            open = Arrays.copyOf(open, 2 * depth);
            items = Arrays.copyOf(items, 2 * depth);
        }
        open[depth] = name;
        items[depth] = item;
        depth++;
        tagIsDue = true;
    }

    /** Ends the innermost element. */
    void end(boolean list) throws IOException {
        depth--;
        if (!tagIsDue) {
            out.putIndented(open[depth].close(), indent * depth);
        } else if (depth == 0 || empties == Empties.PLAIN) {
            putEmpty(open[depth], EMPTY);
        } else {
            putEmpty(open[depth], list ? ARRAY : OBJECT);
        }
        tagIsDue = false;
    }

    /** Begins an element that a text will stand in. */
    void startLeaf(ElementName name) throws IOException {
        beginChild();
        out.putIndented(name.open(), indent * depth);
    }

    void endLeaf(ElementName name) throws IOException {
        out.putIndented(name.close(), 0);
    }

    /** Writes an element for null. */
    void nil(ElementName name) throws IOException {
        beginChild();
        putEmpty(name, NIL);
    }

    /** Writes the innermost element's start tag if it is due, now that there is something in it. */
    private void beginChild() throws IOException {
        if (tagIsDue) {
            out.putIndented(open[depth - 1].open(), indent * (depth - 1));
            endLine();
            tagIsDue = false;
        }
        if (depth == 1) {
            count++;
        }
    }

    private void putEmpty(ElementName name, byte[] rest) throws IOException {
        out.putSpaces(indent * depth);
        out.put('<');
        out.put(name.name());
        out.put(rest);
        endLine();
    }

    private void endLine() throws IOException {
        if (indent > 0) {
            out.put('\n');
        }
    }
}
