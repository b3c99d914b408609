package dev.dromedary.bench;

import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/**
 * The option for how often the contestants take turns: all of them once, then all of them again, so that what changes on
 * the machine meanwhile meets every one of them. The first round warms up and is not counted.
 */
final class Rounds {

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds after the warm-up.")
    private int count;

    /** @param count the default, without the warm-up */
    Rounds(int count) {
        this.count = count;
    }

    int count() {
        return count;
    }

    /** The warm-up and all others. */
    List<Round> all() {
        return IntStream.rangeClosed(0, count)
                .mapToObj(number -> new Round(number, count))
                .toList();
    }
}
