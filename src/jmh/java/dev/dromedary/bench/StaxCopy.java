package dev.dromedary.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The conversion as it is without {@link dev.dromedary.xml.JsonToXml}'s own writing: Jackson's tokens into a StAX
 * writer. Indented in the same way, but without anything that only rare inputs need.
 */
final class StaxCopy {

    private static final int DEEPEST = 100;
    private static final char[] LINE = ("\n" + "  ".repeat(DEEPEST)).toCharArray();
    private static final Map<String, String> ITEMS =
            Map.of("itemSellingPrices", "price", "itemGrossPrices", "price", "fabricCompositions", "composition");

    private final JsonParser json;
    private final XMLStreamWriter xml;
    private final String[] items = new String[DEEPEST];
    private int depth;

    private StaxCopy(JsonParser json, XMLStreamWriter xml) {
        this.json = json;
        this.xml = xml;
    }

    /** Reads a list and writes its XML to nowhere. */
    static void copy(JsonFactory parsers, XMLOutputFactory writers, byte[] bytes)
            throws IOException, XMLStreamException {
        XMLStreamWriter xml = writers.createXMLStreamWriter(OutputStream.nullOutputStream(), "UTF-8");
        try (JsonParser json = parsers.createParser(new ByteArrayInputStream(bytes))) {
            xml.writeStartDocument("UTF-8", "1.0");
            new StaxCopy(json, xml).copy();
            xml.writeEndDocument();
        }
        xml.close();
    }

    private void copy() throws IOException, XMLStreamException {
        String field = "products";
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            String name = items[depth] == null ? field : items[depth];
            switch (token) {
                case FIELD_NAME -> field = json.currentName();
                case START_ARRAY -> {
                    start(name);
                    items[depth] = depth == 1 ? "product" : ITEMS.getOrDefault(name, "entry");
                }
                case START_OBJECT -> {
                    start(name);
                    items[depth] = null;
                }
                case END_ARRAY, END_OBJECT -> {
                    depth--;
                    xml.writeCharacters(LINE, 0, 1 + 2 * depth);
                    xml.writeEndElement();
                }
                default -> {
                    start(name);
                    xml.writeCharacters(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
                    xml.writeEndElement();
                    depth--;
                }
            }
        }
    }

    private void start(String name) throws XMLStreamException {
        xml.writeCharacters(LINE, 0, 1 + 2 * depth);
        xml.writeStartElement(name);
        depth++;
    }
}
