package dev.dromedary.pipeline;

import dev.dromedary.database.SqlFaults;
import dev.dromedary.settings.ConfigurationException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the systems that the pipelines need are there. For use by one thread. */
public final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final long deadline;
    private final Duration timeout;
    private final BooleanSupplier stopping;

    /**
     * @param timeout how long to wait in all, from now on
     * @param stopping whether to wait no more, because there will be no start
     */
    public Startup(Duration timeout, BooleanSupplier stopping) {
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.stopping = stopping;
    }

    /**
     * @throws UnreachableException if one of them is not there in time
     * @throws ConfigurationException if waiting cannot help
     */
    public void await(Collection<Requirement> requirements) throws InterruptedException {
        for (Requirement requirement : requirements) {
            await(requirement);
        }
    }

    private void await(Requirement requirement) throws InterruptedException {
        Duration delay = FIRST_DELAY;
        boolean waiting = false;
        while (!stopping.getAsBoolean()) {
            try {
                requirement.check();
                if (waiting) {
                    LOG.info("{} is there", requirement.system());
                }
                return;
            } catch (ConfigurationException | UnreachableException e) {
                throw e;
            } catch (Exception e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new UnreachableException(requirement.system() + " was not reached in " + timeout.toSeconds()
                            + " s (startup.timeout): " + firstLine(e));
                }
                if (!waiting) {
                    LOG.info("Waiting for {}: {}", requirement.system(), firstLine(e));
                    waiting = true;
                }
            }
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
            delay = delay.multipliedBy(2).compareTo(LONGEST_DELAY) < 0 ? delay.multipliedBy(2) : LONGEST_DELAY;
        }
    }

    private static String firstLine(Exception e) {
        Throwable root = e instanceof SQLException sql ? SqlFaults.root(sql) : e;
        return String.valueOf(root.getMessage())
                .lines()
                .findFirst()
                .orElse(root.getClass().getSimpleName());
    }
}
