package dev.dromedary.sandbox;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    /** What happens in the place of the next answer. */
    private final AtomicReference<Runnable> insteadOfAnswer = new AtomicReference<>();

    /** @param gate what the bytes wait at before they are passed on */
    TcpLink(Socket client, Gate gate, Consumer<TcpLink> onEnd) {
        this.client = client;
        this.gate = gate;
        this.onEnd = onEnd;
    }

    /** @param wire how to tell requests apart; empty where nobody asks for them */
    void open(InetSocketAddress target, Optional<Wire> wire) {
        daemon("proxy-link-" + client.getPort(), () -> {
            if (connect(target)) {
                daemon("proxy-link-" + client.getPort() + "-back", () -> take(server, client, this::answers));
                take(
                        client,
                        server,
                        wire.<Way>map(each -> (in, out) -> requests(each, in, out))
                                .orElse(this::bytes));
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
            gate.pass(0);
            server.connect(target);
            return true;
        } catch (IOException | InterruptedException unreachable) {
            reset();
            return false;
        }
    }

    private void take(Socket from, Socket to, Way way) {
        try {
            way.take(from.getInputStream(), to.getOutputStream());
            gate.pass(0);
            to.shutdownOutput();
            if (openDirections.decrementAndGet() == 0) {
                end();
            }
        } catch (IOException | InterruptedException broken) {
            reset();
        }
    }

    private void bytes(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            gate.pass(n);
            out.write(buffer, 0, n);
        }
    }

    private void requests(Wire wire, InputStream stream, OutputStream out) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(stream, BUFFER);
        try {
            while (true) {
                Wire.Request request = wire.next(in);
                gate.pass(request.bytes().length);
                Optional<TcpProxy.Rule> rule = gate.ruleFor(request.name());
                if (rule.isPresent()) {
                    meet(rule.get(), request);
                }
                out.write(request.bytes());
            }
        } catch (EOFException end) {
            // The client sends no more.
        }
    }

    private void meet(TcpProxy.Rule rule, Wire.Request request) throws IOException {
        if (rule.loss() == Wire.Loss.ANSWER) {
            insteadOfAnswer.set(rule.action());
            return;
        }
        rule.action().run();
        if (rule.loss() == Wire.Loss.REQUEST) {
            throw new IOException(request.name() + " is lost");
        }
    }

    private void answers(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            gate.pass(n);
            Runnable instead = insteadOfAnswer.getAndSet(null);
            if (instead != null) {
                instead.run();
                throw new IOException("an answer is lost");
            }
            int passed = gate.answered(n);
            out.write(buffer, 0, passed);
            if (passed > 0 && passed < n) {
                throw new IOException("an answer is broken off");
            }
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

    private interface Way {
        void take(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    /** Says what may pass, and when. */
    interface Gate {
        /** Blocks while so many bytes may not pass. */
        void pass(int bytes) throws InterruptedException;

        /** How many bytes of an answer reach the client; after fewer than all but not none the connection is reset. */
        int answered(int bytes);

        Optional<TcpProxy.Rule> ruleFor(String request);
    }
}
