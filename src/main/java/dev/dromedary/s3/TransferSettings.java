package dev.dromedary.s3;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import java.time.Duration;

/**
 * How objects are moved. Immutable.
 *
 * @param partSize how much one request moves, from 5 MiB (what S3 takes) to 1 GiB; an output has 10,000 parts at the
 *     most. An upload can be resumed with its own part size only
 * @param partsInFlight how many parts of one stream are in memory, from 1 to 64, the one in work included
 * @param attempts how often one request is tried, from 1
 * @param firstDelay the wait before the second attempt; it doubles with each
 */
public record TransferSettings(DataSize partSize, int partsInFlight, int attempts, Duration firstDelay) {

    private static final DataSize SMALLEST_PART = DataSize.parse("5MiB");
    private static final DataSize LARGEST_PART = DataSize.parse("1GiB");
    private static final int MOST_IN_FLIGHT = 64;

    /** Parts of 8 MiB, 4 in flight, 5 attempts in about 3 s. */
    public static final TransferSettings DEFAULT =
            new TransferSettings(DataSize.parse("8MiB"), 4, 5, Duration.ofMillis(200));

    /** @throws ConfigurationException if a value is out of its bounds */
    public TransferSettings {
        if (partSize.compareTo(SMALLEST_PART) < 0 || partSize.compareTo(LARGEST_PART) > 0) {
            throw new ConfigurationException(
                    "the part size is " + partSize.bytes() + " bytes; S3 parts are from 5MiB to 1GiB here");
        }
        if (partsInFlight < 1 || partsInFlight > MOST_IN_FLIGHT) {
            throw new ConfigurationException(
                    "the parts in flight are " + partsInFlight + "; they are from 1 to " + MOST_IN_FLIGHT);
        }
        if (attempts < 1) {
            throw new ConfigurationException("the attempts are " + attempts + "; there is at least 1");
        }
    }

    /** What one stream holds at the most: a copy from object to object needs it twice. */
    public DataSize memory() {
        return new DataSize(partSize.bytes() * partsInFlight);
    }

    TransferSettings with(int otherPartsInFlight) {
        return new TransferSettings(partSize, otherPartsInFlight, attempts, firstDelay);
    }

    int partBytes() {
        return Math.toIntExact(partSize.bytes());
    }
}
