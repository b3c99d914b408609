package dev.dromedary.watch;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that something changes in a folder or below it that pipelines are made of, and when it has come to rest: an editor
 * writes a file in several steps, and a version control many files. Of data that lies in the folder as well it says nothing.
 * Thread-safe.
 */
public final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final Duration REST = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path folder;
    private final WatchService service;
    private WatchKey root;
    private boolean changed;
    private long firstChange;
    private long lastChange;

    private FolderWatch(Path folder, WatchService service) {
        this.folder = folder;
        this.service = service;
    }

    /** @throws ConfigurationException if the folder is none, or the system has no watches left */
    public static FolderWatch of(Path folder) {
        try {
            FolderWatch watch = new FolderWatch(folder, folder.getFileSystem().newWatchService());
            watch.register();
            Thread thread = new Thread(watch::run, "route-watch");
            thread.setDaemon(true);
            thread.start();
            return watch;
        } catch (IOException e) {
            throw new ConfigurationException("routes.watch: " + folder + " cannot be watched: " + e, e);
        }
    }

    /** Folders come and go; one that is watched already keeps its watch. */
    private void register() throws IOException {
        for (Path each : FolderFiles.in(folder).folders()) {
            WatchKey key = each.register(service, KINDS);
            if (each.equals(folder)) {
                root = key;
            }
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                WatchKey key = service.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (key != null) {
                    boolean concerns = concernsPipelines(key);
                    if (!key.reset() || concerns) {
                        note();
                    }
                }
                if (key != null || !root.isValid()) {
                    renew();
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("The watch of {} has ended", folder);
        }
    }

    /** Folders count whatever they hold, because what is in one that comes or goes is not told of. */
    private boolean concernsPipelines(WatchKey key) {
        Path within = (Path) key.watchable();
        boolean concerns = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            concerns |= !(event.context() instanceof Path name)
                    || FolderFiles.isPart(folder.relativize(within.resolve(name)))
                    || Files.isDirectory(within.resolve(name));
        }
        return concerns;
    }

    /** A folder that was replaced as a whole is another folder. */
    private void renew() {
        boolean lost = !root.isValid();
        try {
            register();
            if (lost) {
                note();
            }
        } catch (IOException e) {
            LOG.debug("{} is not there now: {}", folder, e.toString());
        }
    }

    private synchronized void note() {
        lastChange = System.nanoTime();
        if (!changed) {
            firstChange = lastChange;
            changed = true;
        }
    }

    /** When a change began ({@link System#nanoTime}) that has come to rest; each change is told once. */
    public synchronized Optional<Long> change() {
        if (!changed || System.nanoTime() - lastChange < REST.toNanos()) {
            return Optional.empty();
        }
        changed = false;
        return Optional.of(firstChange);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("The watch of {} did not end", folder, e);
        }
    }
}
