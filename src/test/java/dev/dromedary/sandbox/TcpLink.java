package dev.dromedary.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One connection through a {@link TcpProxy}: two threads, each of which takes one direction's bytes past the gate.
 * Thread-safe. A failure of either side resets both.
 */
final class TcpLink {
    private static final int BUFFER = 16 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final Gate gate;
    private final Consumer<TcpLink> onEnd;
    private final AtomicInteger openDirections = new AtomicInteger(2);

    /** @param gate what the bytes wait at before they are passed on */
    TcpLink(Socket client, Gate gate, Consumer<TcpLink> onEnd) {
        this.client = client;
        this.gate = gate;
        this.onEnd = onEnd;
    }

    void open(InetSocketAddress target) {
        daemon("proxy-link-" + client.getPort(), () -> {
            if (connect(target)) {
                daemon("proxy-link-" + client.getPort() + "-back", () -> forward(server, client));
                forward(client, server);
            }
        });
    }

    /** Ends both sides with a reset, so that neither takes it for the orderly end of a stream. */
    void reset() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException gone) {
                // Closed already: there is nothing to reset.
            }
        }
        end();
    }

    static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private boolean connect(InetSocketAddress target) {
        try {
            gate.pass();
            server.connect(target);
            return true;
        } catch (IOException | InterruptedException unreachable) {
            reset();
            return false;
        }
    }

    private void forward(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                gate.pass();
                out.write(buffer, 0, n);
            }
            gate.pass();
            to.shutdownOutput();
            if (openDirections.decrementAndGet() == 0) {
                end();
            }
        } catch (IOException | InterruptedException broken) {
            reset();
        }
    }

    private void end() {
        try (client;
                server) {
            onEnd.accept(this);
        } catch (IOException gone) {
            // What cannot be closed is closed.
        }
    }

    /** Blocks while nothing may pass. */
    interface Gate {
        void pass() throws InterruptedException;
    }
}
