package dev.dromedary.xml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Makes JSON's content again from what {@link JsonToXml} has written, with the JDK's own parser: null, a text for every
 * scalar, a list, or {@link Members}. A list is recognised by the names of its children.
 */
final class ReadBack {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    /** An object; keys can come twice. */
    record Members(List<Map.Entry<String, Object>> all) {}

    private record Child(String name, Object content) {}

    private final Map<String, String> items;
    private final XMLStreamReader reader;

    private ReadBack(Map<String, String> items, String xml) throws XMLStreamException {
        this.items = items;
        // Not newFactory: other parsers are on the class path.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        this.reader = factory.createXMLStreamReader(new StringReader(xml));
    }

    /** The contents of the root's children. */
    static List<Object> products(Map<String, String> items, String xml) throws XMLStreamException {
        ReadBack back = new ReadBack(items, xml);
        back.reader.nextTag();
        List<Object> products = new ArrayList<>();
        while (back.reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            back.reader.require(XMLStreamConstants.START_ELEMENT, null, "product");
            products.add(back.content());
        }
        if (back.reader.next() != XMLStreamConstants.END_DOCUMENT) {
            throw new AssertionError("something after the root");
        }
        return products;
    }

    /** How many elements there are. */
    static int elements(String xml) throws XMLStreamException {
        XMLStreamReader reader = new ReadBack(Map.of(), xml).reader;
        int elements = 0;
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                elements++;
            }
        }
        return elements;
    }

    private Object content() throws XMLStreamException {
        String key = XmlName.decode(reader.getLocalName());
        boolean nil = "true".equals(reader.getAttributeValue(XSI, "nil"));
        String empty = reader.getAttributeValue(null, "json");
        StringBuilder text = new StringBuilder();
        List<Child> children = new ArrayList<>();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            if (reader.isStartElement()) {
                String name = XmlName.decode(reader.getLocalName());
                children.add(new Child(name, content()));
            } else {
                text.append(reader.getText());
            }
        }
        if (nil) {
            return null;
        }
        if (!children.isEmpty()) {
            return structure(items.getOrDefault(key, "entry"), children);
        }
        return empty == null ? text.toString() : empty.equals("array") ? List.of() : new Members(List.of());
    }

    private static Object structure(String item, List<Child> children) {
        List<Object> list = new ArrayList<>();
        List<Map.Entry<String, Object>> members = new ArrayList<>();
        boolean isList = true;
        for (Child child : children) {
            isList &= child.name().equals(item);
            list.add(child.content());
            members.add(new java.util.AbstractMap.SimpleImmutableEntry<>(child.name(), child.content()));
        }
        return isList ? list : new Members(members);
    }
}
