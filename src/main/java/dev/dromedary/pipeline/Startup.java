package dev.dromedary.pipeline;

import dev.dromedary.database.SqlFaults;
import dev.dromedary.settings.ConfigurationException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the systems that the pipelines need are there. For use by one thread. */
public final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private final long deadline;
    private final Duration timeout;
    private final BooleanSupplier stopping;
    private final BiConsumer<String, Optional<String>> waiting;

    /**
     * @param timeout how long to wait in all, from now on
     * @param stopping whether to wait no more, because there will be no start
     */
    public Startup(Duration timeout, BooleanSupplier stopping) {
        this(timeout, stopping, (system, why) -> {});
    }

    /** @param waiting told what is waited for, and why: nothing when it is there */
    Startup(Duration timeout, BooleanSupplier stopping, BiConsumer<String, Optional<String>> waiting) {
        this.waiting = waiting;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.stopping = stopping;
    }

    /**
     * Looks at different systems at the same time, and at one system's requirements one after the other: they may make
     * tables in it. Returns soon where there will be no start, whatever it has found out by then.
     *
     * @throws UnreachableException if some are not there in time; it names all of them
     * @throws ConfigurationException if waiting cannot help
     */
    public void await(Collection<Requirement> requirements) throws InterruptedException {
        Map<String, List<Requirement>> systems = new LinkedHashMap<>();
        requirements.forEach(requirement -> systems.computeIfAbsent(requirement.system(), name -> new ArrayList<>())
                .add(requirement));
        ExecutorService threads = Executors.newCachedThreadPool(Threads.named("startup"));
        try {
            CompletionService<Optional<UnreachableException>> looks = new ExecutorCompletionService<>(threads);
            systems.values().forEach(system -> looks.submit(() -> missing(system)));
            List<String> missing = new ArrayList<>();
            for (int open = systems.size(); open > 0 && !stopping.getAsBoolean(); ) {
                Future<Optional<UnreachableException>> look = looks.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (look != null) {
                    look.get().map(Throwable::getMessage).ifPresent(missing::add);
                    open--;
                }
            }
            if (!missing.isEmpty()) {
                throw new UnreachableException(String.join("; ", missing));
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
            Threads.await(threads, LONGEST_FAREWELL);
        }
    }

    private Optional<UnreachableException> missing(List<Requirement> system) throws InterruptedException {
        try {
            for (Requirement requirement : system) {
                await(requirement);
            }
            return Optional.empty();
        } catch (UnreachableException e) {
            return Optional.of(e);
        }
    }

    private void await(Requirement requirement) throws InterruptedException {
        Duration delay = FIRST_DELAY;
        boolean waited = false;
        while (!stopping.getAsBoolean()) {
            try {
                requirement.check();
                if (waited) {
                    waiting.accept(requirement.system(), Optional.empty());
                    LOG.info("{} is there", requirement.system());
                }
                return;
            } catch (ConfigurationException | UnreachableException | InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new UnreachableException(requirement.system() + " was not reached in " + timeout.toSeconds()
                            + " s (startup.timeout): " + firstLine(e));
                }
                waiting.accept(requirement.system(), Optional.of(firstLine(e)));
                if (!waited) {
                    LOG.info("Waiting for {}: {}", requirement.system(), firstLine(e));
                    waited = true;
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
