package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of pipelines in Camel: loads their route files, waits for the systems that they need, starts the routes, and
 * ends when it is told to or, with {@code once}, when the sources are empty. Used once; {@link #stop()} may come from
 * any thread.
 */
public final class PipelineRun {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Settings settings;
    private final RouteFolder folder;
    private final Set<String> pipelines;
    private final boolean once;
    private final Tallies tallies = new Tallies();
    private final RunFailure failure;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private boolean failed;

    /**
     * @param pipelines names of the pipelines to run
     * @param once whether to end when the sources are empty
     * @throws ConfigurationException if there is no such pipeline
     */
    public PipelineRun(Settings settings, RouteFolder folder, Set<String> pipelines, boolean once) {
        this.settings = settings;
        this.folder = folder;
        this.pipelines = pipelines;
        this.once = once;
        this.failure = new RunFailure(once, settings.duration("startup.timeout"));
    }

    /** Asks the run to end: receive no more, finish what is in flight. Returns at once. */
    public void stop() {
        stopRequested.countDown();
    }

    private boolean stopping() {
        return stopRequested.getCount() == 0;
    }

    /**
     * Runs until done.
     *
     * @param results where a run with {@code once} prints its summary
     * @return whether all went well: false if a consumer reported a {@link RunFailure}, or a run with {@code once}
     *     ended because records went back to their source
     * @throws ConfigurationException if routes or settings are wrong, also if that is seen late
     * @throws UnreachableException if a needed system is not there in time, or a source goes away for too long
     */
    public boolean run(PrintStream results) throws InterruptedException {
        try (LoadedPipelines loaded = LoadedPipelines.loader(settings, folder, pipelines)
                .bind("tallies", tallies)
                .bind("run-failure", failure)
                .load()) {
            new Startup(settings.duration("startup.timeout"), this::stopping).await(loaded.requirements());
            if (!stopping()) {
                startRoutes(loaded.context());
                awaitEnd(loaded.context());
            }
        }
        report(results);
        Optional<RuntimeException> told =
                failure.fault().filter(fault -> !(fault instanceof RunFailure.FailedException));
        if (told.isPresent()) {
            throw told.get();
        }
        return !failed;
    }

    private void startRoutes(CamelContext context) {
        try {
            context.getRouteController().startAllRoutes();
        } catch (Exception e) {
            throw Misconfiguration.of(e);
        }
        LOG.info(
                "Started {} in {} ms: {}",
                String.join(", ", pipelines),
                Duration.ofNanos(System.nanoTime() - started).toMillis(),
                context.getRoutes().stream().map(Route::getId).sorted().collect(Collectors.joining(", ")));
    }

    private void awaitEnd(CamelContext context) throws InterruptedException {
        Dryness dryness = new Dryness(context, settings.duration("once.idle"));
        Progress progress = progress();
        try {
            while (!stopRequested.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                failed = failure.fault().isPresent() || once && anyGivenBack();
                if (failed || once && dryness.reached()) {
                    return;
                }
            }
            LOG.info("Stopping {}: finishing what is in flight", String.join(", ", pipelines));
        } finally {
            failure.fault()
                    .filter(RunFailure.FailedException.class::isInstance)
                    .ifPresent(fault -> LOG.error(fault.getMessage()));
            progress.close();
        }
    }

    /** A route that cannot settle its records would get them again and again, and the run would never end. */
    private boolean anyGivenBack() {
        return tallies.all().values().stream().anyMatch(tally -> tally.counts().givenBack() > 0);
    }

    private Progress progress() {
        return once && System.console() != null
                ? Progress.bar(tallies)
                : Progress.logging(tallies, settings.duration("progress.interval"));
    }

    private void report(PrintStream results) {
        double seconds = (System.nanoTime() - started) / 1e9;
        for (String pipeline : pipelines) {
            if (!tallies.all().containsKey(pipeline)) {
                LOG.info("Ended {} after {} s", pipeline, Math.round(seconds));
                continue;
            }
            Tally.Counts counts = tallies.of(pipeline).counts();
            String line = String.format(
                    java.util.Locale.ROOT,
                    "%s: %d stored, %d duplicates, %d dead letters, %.1f s",
                    pipeline,
                    counts.stored(),
                    counts.duplicates(),
                    counts.deadLetters(),
                    seconds);
            LOG.info("Ended {}", line);
            if (once) {
                results.println(line);
            }
        }
    }
}
