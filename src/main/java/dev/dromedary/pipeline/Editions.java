package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.watch.FileWatch;
import dev.dromedary.watch.FolderWatch;
import dev.dromedary.watch.Snapshot;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The editions of a folder, with the copies that they need. For one thread, and {@link #change} for one as well. */
final class Editions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Editions.class);

    private final RouteWatch routes;
    private final FolderWatch watch;
    private final FileWatch settingsWatch;
    private final Set<Snapshot> snapshots = new HashSet<>();
    private String lastFault = "";

    Editions(RouteWatch routes) {
        this.routes = routes;
        this.watch = FolderWatch.of(routes.folder());
        this.settingsWatch = new FileWatch(routes.settings());
    }

    /** When a change of the folder or of the settings began that has come to rest; each is told once. */
    Optional<Long> change() {
        return watch.change().or(settingsWatch::change);
    }

    private Edition read() {
        Snapshot snapshot = Snapshot.of(routes.folder());
        snapshots.add(snapshot);
        return routes.reader().read(snapshot);
    }

    /** @throws ConfigurationException if something is wrong with the files or the settings */
    Edition readOrRefuse() {
        try {
            Edition edition = read();
            if (edition.faults().isEmpty()) {
                return edition;
            }
            throw new Edition.RefusedException(
                    String.join("\n", edition.faults().values()));
        } catch (Edition.RefusedException e) {
            List<String> lines = e.getMessage().lines().toList();
            String more = lines.size() == 1
                    ? ""
                    : " (and " + (lines.size() - 1) + " more: dromedary validate " + routes.folder() + ")";
            throw new ConfigurationException(lines.get(0) + more, e);
        }
    }

    /** A fault is told once, however often the files are written with it. */
    Optional<Edition> readOrSayWhyNot() {
        try {
            Edition edition = read();
            String fault = String.join("\n", edition.faults().values());
            if (!fault.isEmpty() && !fault.equals(lastFault)) {
                LOG.error(
                        "{}: not reloaded, what runs goes on:\n{}",
                        String.join(", ", edition.faults().keySet()),
                        fault);
            }
            lastFault = fault;
            return Optional.of(edition);
        } catch (Edition.RefusedException | ConfigurationException e) {
            if (!lastFault.equals(e.getMessage())) {
                LOG.error("Nothing is reloaded, what runs goes on:\n{}", e.getMessage());
            }
            lastFault = e.getMessage();
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error("Nothing is reloaded, what runs goes on: the files could not be looked at", e);
            return Optional.empty();
        }
    }

    /** Whether something was wrong when the folder was last read. */
    boolean faulty() {
        return !lastFault.isEmpty();
    }

    /** Deletes the copies of all other editions. */
    void keepOnly(Collection<Edition> editions) {
        Set<Snapshot> needed = new HashSet<>();
        editions.forEach(edition -> needed.add(edition.snapshot()));
        for (Snapshot snapshot : List.copyOf(snapshots)) {
            if (!needed.contains(snapshot)) {
                snapshot.close();
                snapshots.remove(snapshot);
            }
        }
    }

    /** Watches no more; the copies stay. */
    @Override
    public void close() {
        watch.close();
    }
}
