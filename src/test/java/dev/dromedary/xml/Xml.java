package dev.dromedary.xml;

import dev.dromedary.xml.JsonToXml.Converted;
import dev.dromedary.xml.JsonToXml.Form;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Short ways to convert small inputs. */
final class Xml {

    static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private Xml() {}

    static String of(String json) {
        return of(new JsonToXml.Builder(), Form.JSON, json);
    }

    static String of(JsonToXml.Builder builder, Form form, String json) {
        return of(builder, form, json.getBytes(StandardCharsets.UTF_8));
    }

    static String of(JsonToXml.Builder builder, Form form, byte[] json) {
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        try {
            Converted converted = builder.build().convert(new ByteArrayInputStream(json), xml, form);
            if (converted.inputBytes() != json.length || converted.outputBytes() != xml.size()) {
                throw new AssertionError(converted + ", but " + json.length + " and " + xml.size() + " bytes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return xml.toString(StandardCharsets.UTF_8);
    }

    /** What is within the root, on one line. */
    static String within(JsonToXml.Builder builder, Form form, String json) {
        builder.setIndent("0");
        String xml = of(builder, form, json);
        String start = HEAD + "<products>";
        String end = "</products>\n";
        if (xml.equals(HEAD + "<products/>\n")) {
            return "";
        }
        if (!xml.startsWith(start) || !xml.endsWith(end)) {
            throw new AssertionError(xml);
        }
        return xml.substring(start.length(), xml.length() - end.length());
    }
}
