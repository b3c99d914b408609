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
 */
public record IntakeSettings(int receivers, Duration waitTime, Duration visibilityTimeout, DataSize memory) {}
