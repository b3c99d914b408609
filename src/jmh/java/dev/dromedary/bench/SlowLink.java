package dev.dromedary.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts a network between a server on this machine and its clients: all bytes arrive as they were sent, each of them half
 * a round trip later, and as many as there are. For servers that do not tell their clients another address. Its threads
 * are daemons and end with their connections; those of its listener end with this JVM. Thread-safe.
 */
final class SlowLink {

    private static final int CHUNK = 1 << 14;
    private static final Chunk END = new Chunk(new byte[0], 0);

    /** Bytes, and the time in {@link System#nanoTime} at which they arrive. */
    private record Chunk(byte[] bytes, long dueAt) {}

    private final URI server;
    private final Duration roundTrip;
    private final ServerSocket listener;

    private SlowLink(URI server, Duration roundTrip, ServerSocket listener) {
        this.server = server;
        this.roundTrip = roundTrip;
        this.listener = listener;
    }

    /** A link to a server, open from now on. */
    static SlowLink to(URI server, Duration roundTrip) {
        try {
            ServerSocket listener = new ServerSocket(0, 0, InetAddress.getByName(server.getHost()));
            SlowLink link = new SlowLink(server, roundTrip, listener);
            daemon(link::listen);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the near end of the link is. */
    URI endpoint() {
        return URI.create(server.getScheme() + "://" + server.getHost() + ":" + listener.getLocalPort());
    }

    Duration roundTrip() {
        return roundTrip;
    }

    private void listen() throws IOException {
        while (true) {
            Socket near = listener.accept();
            Socket far = new Socket(server.getHost(), server.getPort());
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            carry(near, far);
            carry(far, near);
        }
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Chunk> wire = new LinkedBlockingQueue<>();
        daemon(() -> send(from, wire));
        daemon(() -> arrive(wire, to));
    }

    private void send(Socket from, BlockingQueue<Chunk> wire) throws IOException {
        byte[] buffer = new byte[CHUNK];
        try (InputStream in = from.getInputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                wire.add(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime() + roundTrip.toNanos() / 2));
            }
        } finally {
            wire.add(END);
        }
    }

    private static void arrive(BlockingQueue<Chunk> wire, Socket to) throws IOException, InterruptedException {
        try (OutputStream out = to.getOutputStream()) {
            for (Chunk chunk = wire.take(); chunk != END; chunk = wire.take()) {
                for (long wait = left(chunk); wait > 0; wait = left(chunk)) {
                    LockSupport.parkNanos(wait);
                }
                out.write(chunk.bytes());
            }
        }
    }

    private static long left(Chunk chunk) {
        return chunk.dueAt() - System.nanoTime();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // One end has hung up; closing the streams tells the other.
                    }
                },
                "slow-link");
        thread.setDaemon(true);
        thread.start();
    }
}
