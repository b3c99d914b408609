package dev.dromedary.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One HTTP/1.1 message, held in memory as it came: its first line, its header lines, and its body with the chunks' marks
 * where it is chunked. Immutable but for the bytes of the body.
 */
record HttpMessage(String firstLine, List<String> headers, byte[] body) {
    private static final String CRLF = "\r\n";

    /** First line and headers; empty where the connection ended before them. The body is still to be read. */
    static Optional<HttpMessage> head(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return Optional.empty();
        }
        List<String> headers = new ArrayList<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            headers.add(line);
        }
        return Optional.of(new HttpMessage(first, List.copyOf(headers), new byte[0]));
    }

    /** Whether the sender ends the connection after this message, so that its body may end with it. */
    boolean isLast() {
        return header("connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    /** The same message with the body that follows it in the stream. */
    HttpMessage withBodyOf(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
            int size;
            do {
                String mark = line(in);
                size = Integer.parseInt(mark.replaceFirst(";.*", "").strip(), 16);
                bytes.writeBytes(ascii(mark + CRLF));
                bytes.writeBytes(exactly(in, size));
                bytes.writeBytes(ascii(line(in) + CRLF));
            } while (size > 0);
        } else if (isLast() && header("content-length").isEmpty()) {
            bytes.writeBytes(in.readAllBytes());
        } else {
            int length = header("content-length").map(Integer::parseInt).orElse(0);
            bytes.writeBytes(exactly(in, length));
        }
        return new HttpMessage(firstLine, headers, bytes.toByteArray());
    }

    HttpMessage without(String name) {
        return new HttpMessage(
                firstLine, headers.stream().filter(line -> !isNamed(line, name)).toList(), body);
    }

    /** @param change of the body, which keeps its length */
    HttpMessage with(UnaryOperator<String> change) {
        byte[] changed = ascii(change.apply(new String(body, StandardCharsets.ISO_8859_1)));
        return new HttpMessage(firstLine, headers, changed);
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(line -> isNamed(line, name))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** Writes head and as much of the body as is asked for. */
    void writeTo(OutputStream out, int bodyBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii(firstLine + CRLF));
        headers.forEach(line -> bytes.writeBytes(ascii(line + CRLF)));
        bytes.writeBytes(ascii(CRLF));
        bytes.writeTo(out);
        out.write(body, 0, bodyBytes);
        out.flush();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isNamed(String line, String name) {
        return line.toLowerCase(Locale.ROOT).startsWith(name + ":");
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended inside a body");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
