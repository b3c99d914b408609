package dev.dromedary.jmx;

import java.util.List;

/**
 * One pipeline, as {@code dev.dromedary:type=Pipeline,name=NAME}. Times are ISO 8601 in UTC; what there is none of is
 * null, and a number that cannot be had is -1. Counts are of this process. Holds no content of any record.
 *
 * <p>Operations throw {@link IllegalStateException}, with one line that says why, where the pipeline is in another state.
 */
public interface PipelineMXBean {

    /** {@code idle}, {@code running} or {@code paused}. */
    String getState();

    /** {@code closed}, {@code open} or {@code half-open}. */
    String getCircuit();

    /** When the circuit was last opened or closed. */
    String getCircuitSince();

    /** Which system fails, while the circuit is not closed. */
    String getCircuitCause();

    /** {@code continuous}, {@code on-request}, a cron expression, or what it comes after. */
    String getSchedule();

    String getNextRun();

    long getReceived();

    long getStored();

    long getDuplicates();

    /** Records that became dead letters. */
    long getDeadLetters();

    /** Dead letters in the state that are open, of all processes. */
    long getOpenDeadLetters();

    /** Records that went back to their source. */
    long getGivenBack();

    long getInFlight();

    /** Records that became durable, a second, over the last minute. */
    double getRecordsPerSecond();

    /** How much waits at the sources, as {@code 12 messages}. */
    List<String> getWaiting();

    /** Id of the run that is on. */
    String getRun();

    /** How the last run ended, of any process. */
    String getLastRun();

    String getLastRunEnded();

    /** What needs a person, one line each. */
    List<String> getNeeds();

    /** What the last replay of dead letters has done so far. */
    String getReplay();

    /** Starts a run, and returns its id. */
    String run();

    /** Reads no more until {@link #resume}; what is in flight is finished. */
    void pause();

    void resume();

    /** Starts to send the open dead letters through the steps of the pipeline again; {@link #getReplay} says how it goes. */
    void replayDeadLetters();
}
