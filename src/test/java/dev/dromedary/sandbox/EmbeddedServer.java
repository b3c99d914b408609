package dev.dromedary.sandbox;

/**
 * A server that can be taken down and brought back on the same port with what it held, so that a test may watch what
 * its clients do meanwhile.
 *
 * <p>Thread-safe: {@link #start}, {@link #stop} and {@link #close} exclude each other and do nothing where nothing is
 * to be done. A server that cannot be started or stopped throws {@link IllegalStateException}, and may be closed.
 */
public abstract class EmbeddedServer implements AutoCloseable {
    private enum State {
        STOPPED,
        RUNNING,
        CLOSED
    }

    private State state = State.STOPPED;

    /**
     * Returns when the server takes requests.
     *
     * @throws IllegalStateException when it cannot be started, or was closed
     */
    public final synchronized void start() {
        if (state == State.CLOSED) {
            throw new IllegalStateException(this + " is closed");
        }
        if (state == State.STOPPED) {
            attempt("start", this::boot);
            state = State.RUNNING;
        }
    }

    /** Returns when connections to the server are refused. What it holds is kept for the next {@link #start}. */
    public final synchronized void stop() {
        if (state == State.RUNNING) {
            attempt("stop", this::halt);
            state = State.STOPPED;
        }
    }

    /** Stops the server and drops all that it holds, for good. */
    @Override
    public final synchronized void close() {
        if (state == State.CLOSED) {
            return;
        }
        try {
            stop();
        } finally {
            state = State.CLOSED;
            attempt("discard", this::discard);
        }
    }

    /** Takes requests from its return on. */
    protected abstract void boot() throws Exception;

    /** Undoes {@link #boot}, and keeps the data. */
    protected abstract void halt() throws Exception;

    /** Drops data and clients; the server is stopped. */
    protected abstract void discard() throws Exception;

    private void attempt(String what, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            throw new IllegalStateException("could not " + what + " " + this, e);
        }
    }

    private interface Step {
        void run() throws Exception;
    }
}
