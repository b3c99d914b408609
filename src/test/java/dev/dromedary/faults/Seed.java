package dev.dromedary.faults;

import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * What the chance of a run comes from: {@code -Dfaults.seed}, or the one that every build takes. Tells how to repeat a test
 * that fails.
 */
final class Seed implements TestWatcher {

    /** How many kills at any moment there are. */
    static final int ROUNDS = Integer.getInteger("faults.rounds", 2);

    /** Whether what takes minutes is done too. */
    static final boolean LONG = Boolean.getBoolean("faults.long");

    private static final long VALUE = Long.getLong("faults.seed", 20261121);

    static Random random() {
        return new Random(VALUE);
    }

    @Override
    public void testFailed(ExtensionContext test, Throwable cause) {
        System.out.printf(
                "%s %s failed; ./faults --seed %d --rounds %d --test %s repeats it%n",
                test.getRequiredTestClass().getSimpleName(),
                test.getDisplayName(),
                VALUE,
                ROUNDS,
                test.getRequiredTestClass().getSimpleName());
    }
}
