package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Shows that a run is alive: a bar for somebody who watches a terminal, a log line at an interval for everybody else. */
final class Progress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration REDRAW = Duration.ofMillis(200);

    private final Tallies tallies;
    private final Map<String, Long> before = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private ProgressBar bar;

    private Progress(Tallies tallies) {
        this.tallies = tallies;
    }

    static Progress logging(Tallies tallies, Duration interval) {
        Progress progress = new Progress(tallies);
        progress.every(interval, () -> progress.log(interval));
        return progress;
    }

    static Progress bar(Tallies tallies) {
        Progress progress = new Progress(tallies);
        progress.bar = new ProgressBarBuilder()
                .setTaskName("records")
                .setInitialMax(-1)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build();
        progress.every(REDRAW, progress::draw);
        return progress;
    }

    private void every(Duration interval, Runnable task) {
        timer.scheduleAtFixedRate(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void draw() {
        bar.stepTo(tallies.all().values().stream()
                .mapToLong(tally -> tally.counts().settled())
                .sum());
    }

    private void log(Duration interval) {
        tallies.all().forEach((pipeline, tally) -> {
            Tally.Counts counts = tally.counts();
            long news = counts.settled() - before.getOrDefault(pipeline, 0L);
            before.put(pipeline, counts.settled());
            try (MDC.MDCCloseable logged = MDC.putCloseable(PipelineRoutes.PIPELINE, pipeline)) {
                LOG.info(
                        "{}: {} stored, {} duplicates, {} dead letters, {} records/s, {} in flight",
                        pipeline,
                        counts.stored(),
                        counts.duplicates(),
                        counts.deadLetters(),
                        Math.round(news * 1000.0 / interval.toMillis()),
                        Math.max(0, counts.inFlight()));
            }
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (bar != null) {
            draw();
            bar.close();
        }
    }
}
