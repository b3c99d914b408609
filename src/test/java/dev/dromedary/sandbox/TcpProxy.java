package dev.dromedary.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stands before a server and makes it unreachable on demand: {@link #cut} is a server that is down, {@link #stall} one
 * that hangs, {@link #slow}, {@link #loseAnswers} and {@link #breakAnswers} bad networks; {@link #restore} ends all of
 * them. With a {@link Wire} it sees each request, and {@link #lose} acts on one. It works for protocols that do not tell
 * the client another address.
 *
 * <p>Thread-safe. Two daemon threads a connection. A connection that fails on one side is reset on the other; the
 * methods throw {@link UncheckedIOException} when the proxy's port cannot be listened on again.
 */
public final class TcpProxy implements AutoCloseable, TcpLink.Gate {
    private enum State {
        OPEN,
        STALLED,
        CUT,
        CLOSED
    }

    /** What becomes of some requests. */
    record Rule(Predicate<String> applies, Wire.Loss loss, Runnable action) {}

    private static final Duration REBIND_PATIENCE = Duration.ofSeconds(5);

    private final int port = LoopbackPorts.free();
    private final InetSocketAddress target;
    private final Optional<Supplier<Wire>> wire;
    private final Set<TcpLink> links = new HashSet<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final AtomicInteger answersToBreak = new AtomicInteger();
    private volatile int bytesPerSecond;
    private volatile boolean losing;
    private State state = State.CUT;
    private ServerSocket listener;

    private TcpProxy(int targetPort, Optional<Supplier<Wire>> wire) {
        this.wire = wire;
        target = new InetSocketAddress(LoopbackPorts.HOST, targetPort);
    }

    /** A proxy that forwards to a port of 127.0.0.1, where nothing has to listen yet. */
    public static TcpProxy before(int targetPort) {
        return open(new TcpProxy(targetPort, Optional.empty()));
    }

    /** The same, for a protocol that it understands. */
    public static TcpProxy before(int targetPort, Supplier<Wire> wire) {
        return open(new TcpProxy(targetPort, Optional.of(wire)));
    }

    private static TcpProxy open(TcpProxy proxy) {
        proxy.restore();
        return proxy;
    }

    public int port() {
        return port;
    }

    /** The address (a URL, a JDBC URL, or host and port) of what stands behind, changed to lead here. */
    public String by(String address) {
        return address.replaceFirst(":" + target.getPort() + "(?!\\d)", ":" + port);
    }

    /** New connections are refused and those that exist are reset, until {@link #restore} or {@link #stall}. */
    public synchronized void cut() {
        requireNotClosed();
        breakOff(State.CUT);
    }

    /**
     * Connections are accepted and stay, but nothing more is taken from either side to the other until {@link #restore}
     * (which then forwards it) or {@link #cut}. What was being written at the moment of the call may still arrive.
     */
    public synchronized void stall() {
        requireNotClosed();
        listen();
        state = State.STALLED;
    }

    /** From now on each connection passes so many bytes a second, until {@link #restore}. */
    public void slow(int bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** From now on no answer comes back, until {@link #restore}, which resets the connections that they are missing on. */
    public void loseAnswers() {
        losing = true;
    }

    /** Of each of the next so many answers a half comes back, and then a reset. */
    public void breakAnswers(int count) {
        answersToBreak.set(count);
    }

    /**
     * Loses some requests or their answers, and the connections with them, or nothing, until {@link #forgive}.
     *
     * @param applies asked once a request, by its name, so that it may count
     * @param action what happens in that moment: before the server gets the request, or when its answer has come
     */
    public void lose(Predicate<String> applies, Wire.Loss loss, Runnable action) {
        rules.add(new Rule(applies, loss, action));
    }

    /** Forgets what was to be lost. */
    public void forgive() {
        rules.clear();
    }

    /** Forwards again. */
    public synchronized void restore() {
        requireNotClosed();
        listen();
        bytesPerSecond = 0;
        answersToBreak.set(0);
        if (losing) {
            losing = false;
            List.copyOf(links).forEach(TcpLink::reset);
        }
        state = State.OPEN;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        breakOff(State.CLOSED);
    }

    private void requireNotClosed() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("proxy on port " + port + " is closed");
        }
    }

    private void breakOff(State next) {
        state = next;
        try {
            if (listener != null) {
                listener.close();
                listener = null;
                awaitRefusal();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List.copyOf(links).forEach(TcpLink::reset);
        notifyAll();
    }

    /** The system refuses connections only when the thread that waited for them has noticed the end. */
    private void awaitRefusal() {
        long deadline = System.nanoTime() + REBIND_PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try {
                new Socket(LoopbackPorts.HOST, port).close();
                Thread.onSpinWait();
            } catch (IOException refused) {
                return;
            }
        }
        throw new IllegalStateException("port " + port + " still takes connections");
    }

    private void listen() {
        if (listener != null) {
            return;
        }
        try {
            listener = rebind();
        } catch (IOException e) {
            throw new UncheckedIOException("proxy on port " + port, e);
        }
        ServerSocket current = listener;
        TcpLink.daemon("proxy-" + port, () -> acceptFrom(current));
    }

    /** The port is free again only when the thread that waited for connections on it has noticed the end. */
    private ServerSocket rebind() throws IOException {
        long deadline = System.nanoTime() + REBIND_PATIENCE.toNanos();
        while (true) {
            try {
                return LoopbackPorts.listen(port);
            } catch (BindException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                pause();
            }
        }
    }

    private void pause() throws IOException {
        try {
            wait(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void acceptFrom(ServerSocket current) {
        try {
            while (true) {
                admit(current, current.accept());
            }
        } catch (IOException closed) {
            // The listener is closed to end this thread.
        }
    }

    private synchronized void admit(ServerSocket current, Socket client) {
        TcpLink link = new TcpLink(client, this, this::forget);
        if (current == listener) {
            links.add(link);
            link.open(target, wire.map(Supplier::get));
        } else {
            link.reset();
        }
    }

    @Override
    public void pass(int bytes) throws InterruptedException {
        int rate = bytesPerSecond;
        if (rate > 0) {
            TimeUnit.MILLISECONDS.sleep(1_000L * bytes / rate);
        }
        awaitOpen();
    }

    private synchronized void awaitOpen() throws InterruptedException {
        while (state == State.STALLED) {
            wait();
        }
    }

    @Override
    public int answered(int bytes) {
        if (losing) {
            return 0;
        }
        boolean broken = bytes > 1 && answersToBreak.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        return broken ? bytes / 2 : bytes;
    }

    @Override
    public Optional<Rule> ruleFor(String request) {
        return rules.stream().filter(rule -> rule.applies().test(request)).findFirst();
    }

    private synchronized void forget(TcpLink link) {
        links.remove(link);
    }
}
