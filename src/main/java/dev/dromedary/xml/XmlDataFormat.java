package dev.dromedary.xml;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * {@link JsonToXml} as a step of any route, on a body of JSON (a stream, bytes or text):
 *
 * <pre>{@code
 * - beans:
 *     - name: order-form
 *       type: dev.dromedary.xml.JsonToXml
 *       builderClass: dev.dromedary.xml.JsonToXml$Builder
 *       properties:
 *         root: orders
 *         element: order
 *     - name: order-xml
 *       type: dev.dromedary.xml.XmlDataFormat
 *       builderClass: dev.dromedary.xml.XmlDataFormat$Builder
 *       properties:
 *         xml: "#bean:order-form"
 * - route:
 *     id: convert-orders
 *     from:
 *       uri: file:in
 *       steps:
 *         - marshal:
 *             custom:
 *               ref: order-xml
 *         - to:
 *             uri: file:out
 * }</pre>
 *
 * <p>Camel holds the result in its stream cache until all of it is converted. Thread-safe.
 */
public final class XmlDataFormat extends ServiceSupport implements DataFormat {

    private final JsonToXml xml;

    private XmlDataFormat(JsonToXml xml) {
        this.xml = xml;
    }

    /** @throws RecordRejectedException if the body is at fault: it is not tried again */
    @Override
    public void marshal(Exchange exchange, Object json, OutputStream stream) throws Exception {
        try (InputStream input =
                exchange.getContext().getTypeConverter().mandatoryConvertTo(InputStream.class, exchange, json)) {
            xml.convert(input, stream, JsonToXml.Form.JSON);
        } catch (JsonRejectedException e) {
            throw new RecordRejectedException(Rejection.Reason.MALFORMED, "$", e.getMessage());
        }
    }

    /** @throws UnsupportedOperationException always: there is no way back */
    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) {
        throw new UnsupportedOperationException("XML is not made into JSON again; use marshal");
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
