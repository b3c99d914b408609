package dev.dromedary.tracing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector that takes OTLP over HTTP on a port of its own and reads what is in it. Thread-safe. */
public final class SpanCollector implements AutoCloseable {

    private static final int PROTOBUF_RESOURCE_SPANS = 1;
    private static final int PROTOBUF_NESTED = 2;
    private static final int PROTOBUF_SPAN_NAME = 5;
    private static final int PROTOBUF_ATTRIBUTES = 9;

    private final HttpServer server;
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();

    /** A span: its name, and its attributes, which are texts or whole numbers. */
    public record SpanSeen(String name, Map<String, Object> attributes) {}

    private SpanCollector(HttpServer server) {
        this.server = server;
    }

    public static SpanCollector start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SpanCollector collector = new SpanCollector(server);
            server.createContext("/v1/traces", exchange -> {
                try (exchange) {
                    collector.headers.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Api-Key")));
                    collector.requests.add(exchange.getRequestBody().readAllBytes());
                    exchange.sendResponseHeaders(200, -1);
                }
            });
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** The header {@code Api-Key} of each request. */
    public List<String> apiKeys() {
        return List.copyOf(headers);
    }

    /** All bytes that have come, as text. */
    public String raw() {
        StringBuilder text = new StringBuilder();
        requests.forEach(request -> text.append(new String(request, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    /** The spans so far. */
    public List<SpanSeen> spans() {
        List<SpanSeen> spans = new ArrayList<>();
        for (byte[] request : requests) {
            for (UnknownFieldSet resource : nested(fields(ByteString.copyFrom(request)), PROTOBUF_RESOURCE_SPANS)) {
                for (UnknownFieldSet scope : nested(resource, PROTOBUF_NESTED)) {
                    nested(scope, PROTOBUF_NESTED).forEach(span -> spans.add(span(span)));
                }
            }
        }
        return spans;
    }

    private static SpanSeen span(UnknownFieldSet span) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (UnknownFieldSet attribute : nested(span, PROTOBUF_ATTRIBUTES)) {
            UnknownFieldSet value = nested(attribute, 2).get(0);
            boolean isText = !value.getField(1).getLengthDelimitedList().isEmpty();
            attributes.put(
                    text(attribute, 1),
                    isText
                            ? (Object) text(value, 1)
                            : value.getField(3).getVarintList().get(0));
        }
        return new SpanSeen(text(span, PROTOBUF_SPAN_NAME), attributes);
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    private static List<UnknownFieldSet> nested(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(SpanCollector::fields)
                .toList();
    }

    private static UnknownFieldSet fields(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
