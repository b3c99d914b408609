package dev.dromedary.pipeline;

/** A consumer that can tell when its source is empty, which is when a run with {@code --once} may end. */
public interface Drainable {

    /**
     * Whether the source has nothing more to give and nothing is in flight. May ask the source; called now and then
     * from one thread.
     */
    boolean drained();
}
