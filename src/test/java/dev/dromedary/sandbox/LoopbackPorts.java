package dev.dromedary.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports of 127.0.0.1. Thread-safe; no port is handed out twice until all were.
 *
 * <p>They lie below those that systems give to outgoing connections (from 32768 on Linux, from 49152 elsewhere): a
 * stopped server finds its port free again, and a client that keeps trying it cannot be connected to itself. Processes that
 * test side by side ({@code dromedary.fork}) begin far apart.
 */
public final class LoopbackPorts {
    static final String HOST = "127.0.0.1";

    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final int FORKS = 4;
    private static final AtomicInteger NEXT = new AtomicInteger(COUNT / FORKS * Integer.getInteger("dromedary.fork", 0)
            + ThreadLocalRandom.current().nextInt(COUNT / FORKS));

    private LoopbackPorts() {}

    /** @throws IllegalStateException when every port of the range is taken */
    public static int free() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    /** Listens on the port at once, also where connections of an earlier listener linger. */
    static ServerSocket listen(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    private static boolean isFree(int port) {
        try {
            listen(port).close();
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
