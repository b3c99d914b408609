package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pipelines that follow their folder. Each runs in a Camel of its own, which is replaced as a whole: the new one is
 * loaded and its systems are reached while the old one still works; then the old one finishes what is in flight, and the
 * new one starts (invariant 1: nothing is acknowledged or lost by that). What cannot be loaded or started changes nothing.
 *
 * <p>For one thread, which calls {@link #tick} often.
 */
final class WatchedPipelines implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedPipelines.class);

    private static final int THREADS = 8;

    private final Editions editions;
    private final EditionLoader loader;
    private final RunFailure runFailure;
    private final BooleanSupplier stopping;
    private final RunningPipelines running = new RunningPipelines();
    private final MissingPipelines missing = new MissingPipelines();
    private final AtomicLong draining = new AtomicLong();
    private Pipelines pipelines;

    /**
     * @param runFailure is told what a pipeline cannot get over
     * @param stopping whether the run is about to end
     */
    WatchedPipelines(RouteWatch routes, EditionLoader loader, RunFailure runFailure, BooleanSupplier stopping) {
        this.editions = new Editions(routes);
        this.loader = loader;
        this.runFailure = runFailure;
        this.stopping = stopping;
    }

    /**
     * Loads the pipelines of the folder as it is now, and what they share.
     *
     * @throws ConfigurationException if one of them cannot be loaded
     * @throws UnreachableException if a system is not there in time
     */
    Edition load() throws InterruptedException {
        Edition edition = editions.readOrRefuse();
        running.share(
                WatchedPipeline.of(edition, Optional.empty(), loader.load(edition, Set.of(), runFailure), runFailure));
        for (String pipeline : edition.pipelines()) {
            running.put(pipeline, make(edition, pipeline));
        }
        return edition;
    }

    /** Tells who starts and stops the routes of each. */
    void steerBy(Pipelines steering) {
        pipelines = steering;
    }

    /** What runs. */
    RunningPipelines running() {
        return running;
    }

    private WatchedPipeline make(Edition edition, String pipeline) throws InterruptedException {
        RunFailure own = new RunFailure();
        Optional<Edition> previous = running.find(pipeline).map(WatchedPipeline::edition);
        return WatchedPipeline.of(edition, previous, loader.load(edition, Set.of(pipeline), own), own);
    }

    /** Follows the folder if it has changed, and looks whether the pipelines are well. */
    void tick() throws InterruptedException {
        for (String pipeline : running.names()) {
            look(pipeline, running.find(pipeline).orElseThrow());
        }
        for (Map.Entry<String, Edition> due : missing.due().entrySet()) {
            bringBack(due.getKey(), due.getValue());
        }
        Optional<Long> change = editions.change();
        if (change.isPresent()) {
            follow(change.get());
        }
    }

    private void look(String name, WatchedPipeline pipeline) throws InterruptedException {
        if (pipeline.isToBeBroughtBack(name)) {
            String why = pipeline.failure().fault().orElseThrow().getMessage();
            bringBack(name, pipeline, pipeline.previous().orElseThrow(), why);
        } else {
            pipeline.failure().passOn(runFailure);
        }
    }

    private void follow(long since) throws InterruptedException {
        boolean faulty = editions.faulty();
        Optional<Edition> edition = editions.readOrSayWhyNot();
        if (edition.isPresent()) {
            Set<String> changed = apply(edition.get());
            if (!changed.isEmpty()) {
                LOG.info(
                        "Reloaded {} in {} ms, {} ms of them to finish what was in flight",
                        String.join(", ", changed),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since),
                        draining.getAndSet(0));
            } else if (faulty && !editions.faulty()) {
                LOG.info("The route files are valid again, and nothing differs from what runs");
            }
        }
        forgetSnapshots();
    }

    /** Makes what runs what the edition says; a pipeline that cannot be is left as it is. */
    private Set<String> apply(Edition edition) throws InterruptedException {
        for (String pipeline : missing.and(running.names())) {
            if (!edition.pipelines().contains(pipeline) && !edition.faults().containsKey(pipeline)) {
                running.remove(pipeline).ifPresent(WatchedPipeline::stop);
                missing.remove(pipeline);
                pipelines.remove(pipeline);
                LOG.info("Stopped {}, whose file is gone or which is switched off", pipeline);
            }
        }
        Set<String> changed = new ConcurrentSkipListSet<>();
        List<Callable<Boolean>> replacements = new ArrayList<>();
        for (String pipeline : edition.pipelines()) {
            WatchedPipeline old = running.find(pipeline).orElse(null);
            if (edition.faults().containsKey(pipeline)) {
                continue;
            }
            if (old != null && reschedule(pipeline, old, edition)) {
                changed.add(pipeline);
            }
            if (old == null || old.runsOtherwise(pipeline, edition) || old.isOther(pipeline, edition)) {
                replacements.add(() -> replace(pipeline, old, edition) && changed.add(pipeline));
            }
        }
        // Most of the time of each is waiting for its source to come to rest.
        Threads.doAll("reload", THREADS, replacements);
        return changed;
    }

    /** Whether the pipeline runs at other times now. */
    private boolean reschedule(String name, WatchedPipeline old, Edition edition) {
        if (!old.isAtOtherTimes(name, edition) || old.runsOtherwise(name, edition)) {
            return false;
        }
        pipelines.reschedule(name, edition.timetable(name));
        if (!old.isOther(name, edition)) {
            running.put(name, old.as(edition));
        }
        return true;
    }

    private boolean replace(String pipeline, WatchedPipeline old, Edition edition) throws InterruptedException {
        WatchedPipeline young;
        try {
            young = make(edition, pipeline);
        } catch (ConfigurationException | UnreachableException e) {
            LOG.error(
                    "{} is not reloaded{}: {}", pipeline, old == null ? "" : ", and goes on as it was", e.getMessage());
            return false;
        }
        if (stopping.getAsBoolean()) {
            young.stop();
            return false;
        }
        boolean anew = old != null && old.runsOtherwise(pipeline, edition);
        try {
            if (anew) {
                drain(old);
                pipelines.remove(pipeline);
            } else if (old == null) {
                pipelines.removeUnlessAt(edition.timetable(pipeline), pipeline);
            }
            put(pipeline, young, anew || old == null ? () -> {} : () -> drain(old));
        } catch (ConfigurationException e) {
            if (anew) {
                pipelines.remove(pipeline);
            }
            if (old == null) {
                young.stop();
                pipelines.remove(pipeline);
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

    private void bringBack(String pipeline, WatchedPipeline failed, Edition edition, String why)
            throws InterruptedException {
        LOG.error("{} does not run as it is now, and is brought back as it was: {}", pipeline, why);
        running.remove(pipeline);
        failed.stop();
        bringBack(pipeline, edition);
    }

    /** What cannot be brought back now, because something that it needs is away as well, is tried again. */
    private void bringBack(String pipeline, Edition edition) throws InterruptedException {
        try {
            put(pipeline, make(edition, pipeline), () -> {});
        } catch (ConfigurationException | UnreachableException e) {
            LOG.error("{} cannot be brought back now, and is tried again: {}", pipeline, e.getMessage());
            missing.add(pipeline, edition);
        }
    }

    private void forgetSnapshots() {
        List<Edition> needed = running.editions();
        needed.addAll(missing.editions());
        editions.keepOnly(needed);
    }

    /** Stops all at the same time, so that the time for that is the time for one; what they share goes on. */
    void stop() {
        editions.close();
        running.stop();
    }

    @Override
    public void close() {
        stop();
        running.close();
        forgetSnapshots();
    }
}
