package dev.dromedary.sandbox;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.protocol.ApiKeys;

/** Tells the requests apart that a client sends on one connection. For one thread. */
public interface Wire {

    /** What is lost of a request: itself, or the answer to what the server has done. */
    enum Loss {
        REQUEST,
        ANSWER,
        /** The request goes on when what happens in that moment is over. */
        NOTHING
    }

    /** A request as it is on the wire. The array is the caller's. */
    record Request(String name, byte[] bytes) {}

    /**
     * Waits for the next request.
     *
     * @throws EOFException when the client sends no more
     */
    Request next(InputStream in) throws IOException;

    /** Kafka's: named as the protocol names them, such as {@code EndTxn}. */
    static Wire kafka() {
        return in -> {
            byte[] bytes = sized(in, new byte[0], 0);
            short api = ByteBuffer.wrap(bytes).getShort(Integer.BYTES);
            return new Request(ApiKeys.forId(api).name, bytes);
        };
    }

    /** PostgreSQL's without TLS: a statement is named by its text, all else by the letter of its kind. */
    static Wire postgres() {
        return new Wire() {
            private boolean started;

            @Override
            public Request next(InputStream in) throws IOException {
                if (!started) {
                    byte[] hello = sized(in, new byte[0], Integer.BYTES);
                    // 3.0 is the protocol itself; others ask for encryption, are denied it, and ask again.
                    started = ByteBuffer.wrap(hello).getShort(Integer.BYTES) == 3;
                    return new Request("Startup", hello);
                }
                int kind = in.read();
                if (kind < 0) {
                    throw new EOFException();
                }
                byte[] bytes = sized(in, new byte[] {(byte) kind}, Integer.BYTES);
                return new Request(name((char) kind, bytes), bytes);
            }
        };
    }

    private static String name(char kind, byte[] bytes) {
        String text = new String(bytes, 1 + Integer.BYTES, bytes.length - 1 - Integer.BYTES, StandardCharsets.UTF_8);
        return switch (kind) {
            case 'Q' -> text.split("\0", 2)[0];
            case 'P' -> text.split("\0", 3)[1];
            default -> String.valueOf(kind);
        };
    }

    /** @param counted how many bytes of its own the length counts */
    private static byte[] sized(InputStream in, byte[] before, int counted) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int length = data.readInt();
        ByteBuffer all = ByteBuffer.allocate(before.length + Integer.BYTES + length - counted);
        all.put(before).putInt(length);
        data.readFully(all.array(), all.position(), all.remaining());
        return all.array();
    }
}
