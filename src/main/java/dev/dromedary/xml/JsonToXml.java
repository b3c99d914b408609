package dev.dromedary.xml;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Converts JSON into XML, token by token, in memory that depends on the settings and not on the input (invariant 5).
 * Immutable and thread-safe. Equal input gives equal output.
 *
 * <p>The input is strict JSON (RFC 8259) in UTF-8, with or without a byte order mark. Its outermost list becomes the
 * root and its values the root's children; any other value is the root's only child. The rest follows from the kind of a
 * value:
 *
 * <ul>
 *   <li>A member of an object is an element with the name of its key. What an XML name cannot hold is encoded as in
 *       ISO 9075-14: {@code a b} is {@code a_x0020_b}; the empty key is {@code _x_}. A key that comes twice is written
 *       twice.
 *   <li>A list is an element with a child for each value. The child's name depends on the list's key.
 *   <li>A text is escaped: a carriage return is {@code &#xD;}, other white space stays. A character that XML 1.0 cannot
 *       hold, such as U+0000 or half of a surrogate pair, is replaced by U+FFFD, or the input is rejected.
 *   <li>A number is written with the digits it has; true and false as such.
 *   <li>Null is an empty element with {@code xsi:nil="true"}, or nothing.
 *   <li>An empty text is an element without anything, an empty list or object one with the attribute {@code json}
 *       ({@code array}, {@code object}). The root goes without it.
 * </ul>
 *
 * <p>So a reader can tell everything apart but {@code 1} from {@code "1"}, a value from a list of that one value at the
 * outermost level, and a list from an object whose keys are all like the names of the list's children.
 *
 * <p>Rejected are deeper nesting than the settings allow, a key that makes a name of more than 1000 characters (the
 * JDK's parser reads no longer ones), and a number of more than 100,000 digits. A text may have any length.
 */
public final class JsonToXml {

    /** What an input consists of. */
    public enum Form {
        /** One value of any kind. */
        JSON,
        /** One value a line; blank lines are skipped, and no line at all is no fault. */
        JSON_LINES;

        /** The form of what has this name: lines if it ends in {@code .jsonl} or {@code .ndjson}. */
        public static Form of(String key) {
            String name = key.toLowerCase(Locale.ROOT);
            return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? JSON_LINES : JSON;
        }
    }

    /**
     * What a conversion did.
     *
     * @param elements children of the root
     * @param inputBytes bytes that were read
     * @param outputBytes bytes that were written
     */
    public record Converted(long elements, long inputBytes, long outputBytes) {}

    private final XmlForm form;
    private final InvalidCharacters invalid;
    private final JsonTokens.Factory parsers;

    private JsonToXml(XmlForm form, InvalidCharacters invalid, int maxDepth) {
        this.form = form;
        this.invalid = invalid;
        this.parsers = new JsonTokens.Factory(maxDepth);
    }

    /**
     * Reads the input to its end and writes its XML. Closes neither stream, and flushes the output. What was written
     * before an exception is incomplete and must not be used (invariant 6).
     *
     * @throws JsonRejectedException if the input is at fault
     * @throws IOException if one of the streams throws it; it is passed on as it is
     */
    public Converted convert(InputStream json, OutputStream xml, Form form) throws IOException {
        Utf8Stream input = new Utf8Stream(json);
        XmlOutput output = new XmlOutput(xml);
        try (JsonTokens tokens = parsers.tokens(input, invalid)) {
            long elements = new Conversion(this.form, tokens, output).run(form == Form.JSON_LINES);
            return new Converted(elements, input.count(), output.count());
        }
    }

    /**
     * Makes a {@link JsonToXml} from properties, as routes declare them:
     *
     * <pre>{@code
     * - beans:
     *     - name: catalog-xml
     *       type: dev.dromedary.xml.JsonToXml
     *       builderClass: dev.dromedary.xml.JsonToXml$Builder
     *       properties:
     *         root: products
     *         element: product
     *         items: "itemSellingPrices: price, fabricCompositions: composition"
     * }</pre>
     */
    public static final class Builder {

        private String root = "products";
        private String element = "product";
        private String item = "entry";
        private String items = "itemSellingPrices: price, itemGrossPrices: price, fabricCompositions: composition";
        private String indent = "2";
        private String nulls = "nil";
        private String empties = "marked";
        private String invalidCharacters = "replace";
        private String maxDepth = "1000";

        /** Name of the outermost element; {@code products} by default. */
        public void setRoot(String root) {
            this.root = root;
        }

        /** Name of the outermost element's children; {@code product} by default. */
        public void setElement(String element) {
            this.element = element;
        }

        /** Name of a list's children; {@code entry} by default. */
        public void setItem(String item) {
            this.item = item;
        }

        /** Other names for the children of some lists, as {@code key: name}, separated by commas; empty for none. */
        public void setItems(String items) {
            this.items = items;
        }

        /** Spaces for each level, 0 to 16, 2 by default; 0 also leaves out the line ends between elements. */
        public void setIndent(String indent) {
            this.indent = indent;
        }

        /** {@code nil} (the default) for an empty element with {@code xsi:nil}, or {@code omit}, in lists too. */
        public void setNulls(String nulls) {
            this.nulls = nulls;
        }

        /** {@code marked} (the default) for empty lists and objects that say what they are, or {@code plain}. */
        public void setEmpties(String empties) {
            this.empties = empties;
        }

        /** {@code replace} (the default) by U+FFFD what XML 1.0 cannot hold, or {@code refuse} the input. */
        public void setInvalidCharacters(String invalidCharacters) {
            this.invalidCharacters = invalidCharacters;
        }

        /** How many lists and objects may be open at a time, 1 to 10,000; 1000 by default. */
        public void setMaxDepth(String maxDepth) {
            this.maxDepth = maxDepth;
        }

        /** @throws ConfigurationException if a property cannot be so */
        public JsonToXml build() {
            XmlForm form = new XmlForm(
                    XmlSettings.name("root", root),
                    XmlSettings.name("element", element),
                    XmlSettings.name("item", item),
                    XmlSettings.names("items", items),
                    XmlSettings.number("indent", indent, 0, 16),
                    XmlSettings.choice("nulls", nulls, Nulls.class),
                    XmlSettings.choice("empties", empties, Empties.class));
            InvalidCharacters invalid =
                    XmlSettings.choice("invalidCharacters", invalidCharacters, InvalidCharacters.class);
            return new JsonToXml(form, invalid, XmlSettings.number("maxDepth", maxDepth, 1, 10_000));
        }
    }
}
