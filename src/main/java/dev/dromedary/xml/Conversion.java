package dev.dromedary.xml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** One input on its way to XML. For one use by one thread. */
final class Conversion {

    private static final byte[] DECLARATION = XmlOutput.ascii("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    private final XmlForm form;
    private final XmlOutput out;
    private final ElementNames names;
    private final XmlElements elements;
    private JsonTokens tokens;

    Conversion(XmlForm form, JsonTokens tokens, XmlOutput out) {
        this.form = form;
        this.tokens = tokens;
        this.out = out;
        this.names = form.names();
        this.elements = new XmlElements(form, out);
    }

    /**
     * Converts everything.
     *
     * @return how many elements the root has
     */
    long run(boolean lines) throws IOException {
        try {
            out.put(DECLARATION);
            elements.start(names.of(form.root()), names.of(form.element()));
            if (lines) {
                writeLines();
            } else {
                writeDocument();
            }
            elements.end(true);
            if (form.indent() == 0) {
                out.put('\n');
            }
            out.flush();
            return elements.count();
        } catch (JsonProcessingException e) {
            throw tokens.rejection(e);
        } catch (Utf8Stream.MalformedException e) {
            throw tokens.rejection(e);
        }
    }

    private void writeDocument() throws IOException {
        JsonToken first = tokens.nextToken();
        if (first == null) {
            throw tokens.rejection("the input is empty");
        }
        if (first == JsonToken.START_ARRAY) {
            for (JsonToken next = tokens.nextToken(); next != JsonToken.END_ARRAY; next = tokens.nextToken()) {
                writeValue(next);
            }
        } else {
            writeValue(first);
        }
        if (tokens.nextToken() != null) {
            throw tokens.rejection(tokens.currentTokenLocation(), "something after the end of the value");
        }
    }

    private void writeLines() throws IOException {
        int last = 0;
        while (tokens.nextToken() != null) {
            if (tokens.tokenLine() == last) {
                throw tokens.rejection(tokens.currentTokenLocation(), "a second value on the line");
            }
            writeLine();
            last = tokens.tokenLine();
        }
    }

    private void writeLine() throws IOException {
        JsonLocation start = tokens.currentTokenLocation();
        JsonRejectedException fault = null;
        try {
            writeValue(tokens.currentToken());
        } catch (JsonProcessingException e) {
            fault = tokens.rejection(e);
        }
        // What the parser finds on a later line would mislead.
        if (fault == null ? tokens.tokenLine() > start.getLineNr() : fault.line() > start.getLineNr()) {
            throw tokens.rejection(start, "the value does not end on its line");
        }
        if (fault != null) {
            throw fault;
        }
    }

    private void writeValue(JsonToken first) throws IOException {
        int outer = elements.depth();
        ElementName field = null;
        JsonToken token = first;
        do {
            ElementName item = elements.item();
            ElementName name = item == null ? field : item;
            switch (token) {
                case FIELD_NAME -> field = name(tokens.currentName());
                case START_OBJECT -> elements.start(name, null);
                case START_ARRAY -> elements.start(name, name(name.item()));
                case END_OBJECT -> elements.end(false);
                case END_ARRAY -> elements.end(true);
                case VALUE_NULL -> writeNull(name);
                default -> writeScalar(name, token);
            }
            if (names.areMany() && token != JsonToken.FIELD_NAME) {
                names.forget();
                tokens = tokens.withoutKeys();
            }
        } while (elements.depth() > outer && (token = tokens.nextToken()) != null);
    }

    private ElementName name(String key) {
        ElementName name = names.of(key);
        if (name == null) {
            throw tokens.rejection(tokens.currentTokenLocation(), ElementNames.TOO_LONG);
        }
        return name;
    }

    private void writeNull(ElementName name) throws IOException {
        if (form.nulls() == Nulls.NIL) {
            elements.nil(name);
        }
    }

    private void writeScalar(ElementName name, JsonToken value) throws IOException {
        elements.startLeaf(name);
        if (value == JsonToken.VALUE_STRING) {
            tokens.writeText(out);
        } else {
            out.putAscii(tokens.getTextCharacters(), tokens.getTextOffset(), tokens.getTextLength());
        }
        elements.endLeaf(name);
    }
}
