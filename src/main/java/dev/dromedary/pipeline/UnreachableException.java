package dev.dromedary.pipeline;

/** A system that is needed was not reached in {@code startup.timeout}: exit code 3. */
public final class UnreachableException extends RuntimeException {

    public UnreachableException(String message) {
        super(message);
    }
}
