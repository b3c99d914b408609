package dev.dromedary.pipeline;

/** What accompanies the pipelines of a process: watches them, or lets others steer them. */
public interface Attendant extends AutoCloseable {

    /** The pipelines have been started. */
    void started(Pipelines pipelines);

    /**
     * The process ends because of this pipeline.
     *
     * @param why one line, without any value of a record
     */
    default void failed(String pipeline, String why) {}

    /** The process ends; the pipelines are still there. */
    @Override
    void close();
}
