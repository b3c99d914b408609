package dev.dromedary.sqs;

import dev.dromedary.settings.DataSize;
import java.time.Duration;

/**
 * How messages are received. Immutable.
 *
 * @param receivers calls of ReceiveMessage at the same time, from 1
 * @param waitTime how long a call waits at an empty queue, up to 20 s
 * @param visibilityTimeout how long messages stay invisible when they are not extended
 * @param memory what is in flight at the most, by size
 * @param messages what is in flight at the most, by number; each call that is under way counts for the 10 that it may
 *     bring, so less than 10 for each receiver keeps some of them waiting
 */
public record IntakeSettings(
        int receivers, Duration waitTime, Duration visibilityTimeout, DataSize memory, int messages) {

    /** Bounds what is in flight by its size alone. */
    public IntakeSettings(int receivers, Duration waitTime, Duration visibilityTimeout, DataSize memory) {
        this(receivers, waitTime, visibilityTimeout, memory, Integer.MAX_VALUE);
    }
}
