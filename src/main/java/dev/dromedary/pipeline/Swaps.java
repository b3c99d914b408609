package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts pipelines in the places of others: the young one is loaded and reaches its systems before the old one is stopped.
 * Thread-safe for different pipelines.
 */
final class Swaps {

    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);

    private final EditionLoader loader;
    private final RunningPipelines running;
    private final MissingPipelines missing;
    private final BooleanSupplier abandoned;
    private final AtomicLong draining = new AtomicLong();
    private volatile Pipelines pipelines;

    /** @param abandoned whether what is being loaded is of no use any more */
    Swaps(EditionLoader loader, RunningPipelines running, MissingPipelines missing, BooleanSupplier abandoned) {
        this.loader = loader;
        this.running = running;
        this.missing = missing;
        this.abandoned = abandoned;
    }

    /** Tells who starts and stops the routes of each. */
    void steerBy(Pipelines steering) {
        pipelines = steering;
    }

    /** How long what was in flight took at the most since this was last asked, in ms. */
    long takeDraining() {
        return draining.getAndSet(0);
    }

    /**
     * Loads a pipeline and reaches what it needs.
     *
     * @return the pipeline; empty if it is of no use any more
     * @throws ConfigurationException if it cannot be loaded
     * @throws UnreachableException if a system is not there in time
     */
    Optional<WatchedPipeline> make(Edition edition, String pipeline) throws InterruptedException {
        RunFailure own = new RunFailure();
        Optional<Edition> previous = running.find(pipeline).map(WatchedPipeline::edition);
        LoadedPipelines loaded = loader.load(edition, Set.of(pipeline), own, abandoned);
        if (abandoned.getAsBoolean()) {
            loaded.close();
            return Optional.empty();
        }
        return Optional.of(WatchedPipeline.of(edition, previous, loaded, own));
    }

    /**
     * Puts a pipeline in the place of another, or of none; what cannot be put there changes nothing, and the log says why.
     *
     * @param old what runs; null if it does not
     * @return whether it runs as the edition has it
     */
    boolean replace(String pipeline, WatchedPipeline old, Edition edition) throws InterruptedException {
        Optional<WatchedPipeline> made;
        try {
            made = make(edition, pipeline);
        } catch (ConfigurationException | UnreachableException e) {
            LOG.error(
                    "{} is not reloaded{}: {}", pipeline, old == null ? "" : ", and goes on as it was", e.getMessage());
            return false;
        }
        return made.isPresent() && replace(pipeline, old, edition, made.get());
    }

    private boolean replace(String pipeline, WatchedPipeline old, Edition edition, WatchedPipeline young)
            throws InterruptedException {
        boolean anew = old != null && old.runsOtherwise(pipeline, edition);
        try {
            if (anew) {
                pipelines.remove(pipeline, () -> drain(old));
            } else if (old == null) {
                pipelines.removeUnlessAt(edition.timetable(pipeline), pipeline);
            }
            put(pipeline, young, anew || old == null ? () -> {} : () -> drain(old));
        } catch (ConfigurationException e) {
            if (anew) {
                pipelines.remove(pipeline, () -> {});
            }
            if (old == null) {
                pipelines.remove(pipeline, young::stop);
                LOG.error("{} does not start: {}", pipeline, e.getMessage());
            } else {
                bringBack(pipeline, young, old.edition(), e.getMessage());
            }
            return false;
        }
        return true;
    }

    private void put(String pipeline, WatchedPipeline young, Runnable stop) {
        CamelContext context = young.loaded().context();
        // Threads that routes start look for resources where the thread does that starts them.
        Thread.currentThread().setContextClassLoader(context.getApplicationContextClassLoader());
        try {
            pipelines.put(pipeline, context, young.edition().settings(), stop);
        } catch (Exception e) {
            throw Misconfiguration.of(e);
        }
        running.put(pipeline, young);
        missing.remove(pipeline);
    }

    private void drain(WatchedPipeline old) {
        long begun = System.nanoTime();
        old.stop();
        draining.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun), Math::max);
    }

    /** Puts a pipeline as it was in the place of what it is now. */
    void bringBack(String pipeline, WatchedPipeline failed, Edition edition, String why) throws InterruptedException {
        LOG.error("{} does not run as it is now, and is brought back as it was: {}", pipeline, why);
        running.remove(pipeline);
        failed.stop();
        bringBack(pipeline, edition);
    }

    /** What cannot be brought back now, because something that it needs is away as well, is tried again. */
    void bringBack(String pipeline, Edition edition) throws InterruptedException {
        try {
            Optional<WatchedPipeline> made = make(edition, pipeline);
            if (made.isPresent()) {
                put(pipeline, made.get(), () -> {});
            } else {
                missing.add(pipeline, edition);
            }
        } catch (ConfigurationException | UnreachableException e) {
            LOG.error("{} cannot be brought back now, and is tried again: {}", pipeline, e.getMessage());
            missing.add(pipeline, edition);
        }
    }
}
