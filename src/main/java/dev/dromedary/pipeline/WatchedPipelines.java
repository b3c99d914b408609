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
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pipelines that follow their folder. Each runs in a Camel of its own, which is replaced as a whole: the new one is
 * loaded and its systems are reached while the old one still works; then the old one finishes what is in flight, and the
 * new one starts (invariant 1: nothing is acknowledged or lost by that). What cannot be loaded or started changes nothing.
 *
 * <p>For one thread, which calls {@link #tick} often and is never held up: what takes long is done by a {@link Reloader}.
 */
final class WatchedPipelines implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedPipelines.class);

    private static final int THREADS = 8;

    private final Editions editions;
    private final EditionLoader loader;
    private final RunFailure runFailure;
    private final BooleanSupplier stopping;
    private final Reloader reloader = new Reloader(this::reload);
    private final RunningPipelines running = new RunningPipelines();
    private final MissingPipelines missing = new MissingPipelines();
    private final Swaps swaps;
    private volatile Pipelines pipelines;
    private volatile String alerts = "";

    /**
     * @param runFailure is told what a pipeline cannot get over
     * @param stopping whether the run is about to end
     */
    WatchedPipelines(RouteWatch routes, EditionLoader loader, RunFailure runFailure, BooleanSupplier stopping) {
        this.editions = new Editions(routes);
        this.loader = loader;
        this.runFailure = runFailure;
        this.stopping = () -> stopping.getAsBoolean() || reloader.isClosed();
        this.swaps = new Swaps(loader, running, missing, () -> this.stopping.getAsBoolean() || reloader.isOvertaken());
    }

    /**
     * Loads the pipelines of the folder as it is now, and what they share.
     *
     * @throws ConfigurationException if one of them cannot be loaded
     * @throws UnreachableException if a system is not there in time
     */
    Edition load() throws InterruptedException {
        Edition edition = editions.readOrRefuse();
        alerts = edition.folder().alerts().text();
        LoadedPipelines shared = loader.load(edition, Set.of(), runFailure, stopping);
        running.share(WatchedPipeline.of(edition, Optional.empty(), shared, runFailure));
        for (String pipeline : edition.pipelines()) {
            swaps.make(edition, pipeline).ifPresent(made -> running.put(pipeline, made));
        }
        return edition;
    }

    /** Tells who starts and stops the routes of each. */
    void steerBy(Pipelines steering) {
        pipelines = steering;
        swaps.steerBy(steering);
    }

    /** What runs. */
    RunningPipelines running() {
        return running;
    }

    /** Looks whether the pipelines are well, and whether the folder has changed; what is to be done about it is begun. */
    void tick() {
        running.passFailuresOn(runFailure);
        editions.change().ifPresent(reloader::note);
        reloader.tick();
    }

    /** Follows the folder if it has changed, and brings back what cannot go on as it is now. */
    private void reload(Optional<Long> change) throws InterruptedException {
        for (String name : running.names()) {
            WatchedPipeline pipeline = running.find(name).orElseThrow();
            if (pipeline.isToBeBroughtBack(name)) {
                String why = pipeline.failure().fault().orElseThrow().getMessage();
                swaps.bringBack(name, pipeline, pipeline.previous().orElseThrow(), why);
            }
        }
        for (Map.Entry<String, Edition> due : missing.due().entrySet()) {
            swaps.bringBack(due.getKey(), due.getValue());
        }
        if (change.isPresent()) {
            follow(change.get());
        }
    }

    private void follow(long since) throws InterruptedException {
        boolean faulty = editions.faulty();
        Optional<Edition> edition = editions.readOrSayWhyNot();
        if (edition.isPresent()) {
            sayWhatIsNotFollowed(edition.get());
            Set<String> changed = apply(edition.get());
            if (!changed.isEmpty()) {
                LOG.info(
                        "Reloaded {} in {} ms, {} ms of them to finish what was in flight",
                        String.join(", ", changed),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since),
                        swaps.takeDraining());
            } else if (faulty && !editions.faulty()) {
                LOG.info("The route files are valid again, and nothing differs from what runs");
            }
        }
        forgetSnapshots();
    }

    private void sayWhatIsNotFollowed(Edition edition) {
        String now = edition.folder().alerts().text();
        if (!now.equals(alerts)) {
            alerts = now;
            LOG.warn("{}{} has changed, and is read at the start of the process", RouteFile.ALERTS, RouteFile.SUFFIX);
        }
    }

    /** Makes what runs what the edition says; a pipeline that cannot be is left as it is. */
    private Set<String> apply(Edition edition) throws InterruptedException {
        missing.and(running.names()).stream()
                .filter(name -> !edition.pipelines().contains(name))
                .filter(name -> !edition.faults().containsKey(name))
                .forEach(name -> stop(name, edition));
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
                replacements.add(() -> swaps.replace(pipeline, old, edition) && changed.add(pipeline));
            }
        }
        // Most of the time of each is waiting for its source to come to rest.
        Threads.doAll("reload", THREADS, replacements);
        return changed;
    }

    private void stop(String pipeline, Edition edition) {
        pipelines.remove(pipeline, () -> running.remove(pipeline).ifPresent(WatchedPipeline::stop));
        missing.remove(pipeline);
        LOG.info("Stopped {}, whose file is gone or which is switched off", pipeline);
        if (pipelines.all().isEmpty() && edition.pipelines().isEmpty()) {
            LOG.warn("No pipeline is left; the process waits for one to come or to be switched on");
        }
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

    private void forgetSnapshots() {
        List<Edition> needed = running.editions();
        needed.addAll(missing.editions());
        editions.keepOnly(needed);
    }

    /** Ends what is being done, and begins nothing any more; the pipelines go on. */
    void rest() {
        reloader.close();
    }

    /** Stops all at the same time, so that the time for that is the time for one; what they share goes on. */
    void stop() {
        rest();
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
