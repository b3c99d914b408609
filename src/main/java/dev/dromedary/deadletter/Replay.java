package dev.dromedary.deadletter;

import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.pipeline.Startup;
import dev.dromedary.pipeline.UnreachableException;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends letters through their pipelines once more: the routes are loaded with letters in the place of their sources, and
 * run on the caller's thread. It may be killed at any moment and repeated. For use by one thread.
 */
public final class Replay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    /** Encrypted payloads in memory at a time, unless a single one is larger (invariant 5). */
    private static final long PART_BYTES = 4L << 20;

    private final LoadedPipelines loaded;
    private final Settings settings;
    private final Duration progress;
    private final ReplayWatch watch;

    private Replay(LoadedPipelines loaded, Settings settings, ReplayWatch watch) {
        this.loaded = loaded;
        this.settings = settings;
        this.progress = settings.duration("progress.interval");
        this.watch = watch;
    }

    /**
     * Loads pipelines, and reaches nothing yet.
     *
     * @throws ConfigurationException if there is no such pipeline, or its routes or settings are wrong
     */
    public static Replay load(Settings settings, RouteFolder folder, Set<String> pipelines) {
        ReplayWatch watch =
                new ReplayWatch(settings.duration("startup.timeout"), settings.duration("shutdown.timeout"));
        LoadedPipelines.Loader loader = LoadedPipelines.loader(settings, folder, pipelines)
                .named("replay")
                .changing(ReplayInput::replace);
        return new Replay(watch.over(loader).load(), settings, watch);
    }

    /** Why letters of a pipeline that was loaded cannot be replayed; empty if they can. */
    public Optional<String> obstacle(String pipeline) {
        int consumers = consumers(pipeline).size();
        return consumers == 1
                ? Optional.empty()
                : Optional.of((consumers == 0 ? "no route" : "more than one route") + " of it begins with sqs-batch:,"
                        + " s3-objects: or table-changes: and has the parameter pipeline=" + pipeline);
    }

    /** Ends the replay after what is in work, which is given up if that takes longer than {@code shutdown.timeout}. */
    public void stop() {
        watch.stop();
    }

    /** Whether somebody has ended the replay. */
    public boolean stopped() {
        return watch.stopping();
    }

    /**
     * Waits for the systems that the pipelines need, their sources excepted. Nothing is swept meanwhile, since it might be
     * what is to be replayed.
     *
     * @throws ConfigurationException if waiting cannot help
     * @throws UnreachableException if a needed system is not there in {@code startup.timeout}
     */
    public void start() throws InterruptedException {
        List<Requirement> needed = loaded.requirements().stream()
                .filter(requirement -> !(requirement instanceof Retention))
                .toList();
        new Startup(settings.duration("startup.timeout"), watch::stopping).await(needed);
        if (watch.stopping()) {
            return;
        }
        try {
            loaded.context().getRouteController().startAllRoutes();
        } catch (Exception e) {
            throw new ConfigurationException("the routes cannot be started: " + e.getMessage(), e);
        }
    }

    /** The store that the routes themselves use. */
    public static DeadLetters letters(CamelContext context) {
        DeadLetters letters = context.getRegistry().findSingleByType(DeadLetters.class);
        if (letters == null) {
            throw new ConfigurationException("the route files have no bean, or several, of DeadLetters");
        }
        return letters;
    }

    private List<LetterConsumer> consumers(String pipeline) {
        List<LetterConsumer> consumers = new ArrayList<>();
        for (Route route : loaded.context().getRoutes()) {
            if (route.getConsumer() instanceof LetterConsumer consumer
                    && consumer.pipeline().equals(pipeline)) {
                consumers.add(consumer);
            }
        }
        return consumers;
    }

    /**
     * Replays letters after {@link #start}, each once, oldest first, until there are no more or it is stopped.
     *
     * @param selection open letters of the pipeline
     * @param replayed told of what came of them
     * @return whether each was tried; where not, the log says why, unless it was stopped
     * @throws UnreachableException if a system has been down for {@code startup.timeout}
     * @throws dev.dromedary.batch.UnavailableException if the state cannot be asked any more
     */
    public boolean run(Selection selection, String pipeline, Replayed replayed) throws InterruptedException {
        return watch.during(pipeline, () -> replay(selection, pipeline, replayed));
    }

    private boolean replay(Selection selection, String pipeline, Replayed replayed) throws InterruptedException {
        LetterConsumer consumer = consumers(pipeline).get(0);
        DeadLetters letters = letters(loaded.context());
        long nextLine = System.nanoTime() + progress.toNanos();
        Instant until = letters.lastFailure(selection).orElse(Instant.EPOCH);
        List<DeadLetter> page = letters.oldest(selection, until, Optional.empty(), consumer.most());
        while (!page.isEmpty()) {
            for (List<DeadLetter> part : parts(page)) {
                if (watch.stopping() || !consumer.replay(part, replayed, watch::stopping)) {
                    consumer.finish(replayed, () -> true);
                    return false;
                }
                watch.succeeded(pipeline);
            }
            if (System.nanoTime() - nextLine > 0) {
                LOG.info("{}: {} landed, {} failed again so far", pipeline, replayed.landed(), replayed.failed());
                nextLine += progress.toNanos();
            }
            page = letters.oldest(selection, until, Optional.of(page.get(page.size() - 1)), consumer.most());
        }
        return consumer.finish(replayed, watch::stopping);
    }

    /** Cuts a page where its payloads would be too large together. */
    static List<List<DeadLetter>> parts(List<DeadLetter> page) {
        List<List<DeadLetter>> parts = new ArrayList<>();
        long bytes = PART_BYTES;
        for (DeadLetter letter : page) {
            if (bytes + letter.payloadBytes() > PART_BYTES) {
                parts.add(new ArrayList<>());
                bytes = 0;
            }
            parts.get(parts.size() - 1).add(letter);
            bytes += letter.payloadBytes();
        }
        return parts;
    }

    @Override
    public void close() {
        loaded.close();
    }
}
