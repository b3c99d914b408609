package dev.dromedary.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long the jar takes before it works, in milliseconds from the start of the process.
 *
 * @param help until {@code --help} has ended
 * @param started until {@code run logins --once} has logged that its routes are started, on an empty queue and with the
 *     tables there already
 * @param ended until that run has found the queue empty and has ended
 */
record StartUp(List<Double> help, List<Double> started, List<Double> ended) {

    private static final String STARTED = " Started logins ";
    private static final Duration LOOK = Duration.ofMillis(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Measures each several times, after one start of each that is not counted. */
    static StartUp measure(Path folder, Path keyset, int times) {
        StartUp result = new StartUp(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (Stage stage = Stage.with(folder, List.of())) {
            new StartUp(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()).once(stage, keyset);
            for (int i = 0; i < times; i++) {
                result.once(stage, keyset);
            }
        }
        return result;
    }

    private void once(Stage stage, Path keyset) {
        try (Child child = Contestant.jar(stage, keyset, List.of(), "--help")) {
            mustBeZero(child);
            help.add(millis(child));
        }
        try (Child child = Contestant.jar(stage, keyset, List.of(), "run", "logins", "--once")) {
            awaitStart(child);
            started.add(millis(child));
            mustBeZero(child);
            ended.add(millis(child));
        }
    }

    private static void awaitStart(Child child) {
        while (!child.output().contains(STARTED)) {
            if (!child.isAlive() || child.age().compareTo(PATIENCE) > 0) {
                throw new IllegalStateException("the jar did not start: " + child.output());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a start", e);
            }
        }
    }

    private static double millis(Child child) {
        return child.age().toNanos() / 1e6;
    }

    private static void mustBeZero(Child child) {
        if (child.awaitExit() != 0) {
            throw new IllegalStateException("the jar failed: " + child.output());
        }
    }
}
