package dev.dromedary.xml;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * {@link JsonToXml} as a step of any route, on a body of JSON (a stream, bytes or text):
 *
 * <pre>{@code
 * - marshal:
 *     custom:
 *       ref: my-xml
 * }</pre>
 *
 * <p>Camel holds the result in its stream cache. Thread-safe.
 */
public final class XmlDataFormat extends ServiceSupport implements DataFormat {

    private final JsonToXml xml;

    private XmlDataFormat(JsonToXml xml) {
        this.xml = xml;
    }

    /** @throws JsonRejectedException if the body is at fault */
    @Override
    public void marshal(Exchange exchange, Object json, OutputStream stream) throws Exception {
        try (InputStream input =
                exchange.getContext().getTypeConverter().mandatoryConvertTo(InputStream.class, exchange, json)) {
            xml.convert(input, stream, JsonToXml.Form.JSON);
        }
    }

    /** @throws IOException always: there is no way back */
    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) throws IOException {
        throw new IOException("XML is not made into JSON again; use marshal");
    }

    /** Makes an {@link XmlDataFormat} from properties, as routes declare them. */
    public static final class Builder {

        private JsonToXml xml = new JsonToXml.Builder().build();

        /** The form of the XML. */
        public void setXml(JsonToXml xml) {
            this.xml = xml;
        }

        public XmlDataFormat build() {
            return new XmlDataFormat(xml);
        }
    }
}
