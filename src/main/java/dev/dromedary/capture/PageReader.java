package dev.dromedary.capture;

import dev.dromedary.batch.TakenOverException;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.csv.CsvFileException;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.pipeline.Backoff;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The thread that loads the table and reads its changes, a few pages ahead of the route. It reads until it is
 * interrupted; what fails is tried again from what has landed, except what waiting cannot help.
 */
final class PageReader implements Runnable {

    private final TableChangesEndpoint endpoint;
    private final PageQueue queue;
    private final RunFailure failure;
    private final Capture capture;
    private final TableLoader loader;
    private final Backoff backoff;
    private final Consumer<Optional<String>> beginning;
    private boolean open;
    private long failingSince;

    /**
     * @param tally counts the rows of the file that are at fault
     * @param failure told what waiting cannot help
     * @param beginning told of the position after which reading begins
     */
    PageReader(
            TableChangesEndpoint endpoint,
            PageQueue queue,
            Capture capture,
            Tally tally,
            RunFailure failure,
            Consumer<Optional<String>> beginning) {
        this.beginning = beginning;
        this.endpoint = endpoint;
        this.queue = queue;
        this.failure = failure;
        this.capture = capture;
        this.loader = endpoint.table()
                .load()
                .map(load -> new TableLoader(load, endpoint.loadInterval(), tally, capture::pause))
                .orElse(null);
        this.backoff = new Backoff("Reading the changes of " + endpoint.getPipeline());
    }

    @Override
    public void run() {
        int failures = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                failures = read() ? 0 : failures + 1;
                if (failures > 0) {
                    TimeUnit.MILLISECONDS.sleep(backoff.delay(failures).toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ConfigurationException e) {
            failure.report(e);
        } catch (TakenOverException e) {
            failure.report(endpoint.getPipeline(), e.getMessage());
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                failure.broken(endpoint.getPipeline(), "reading its changes failed: " + FailureLog.describe(e));
            }
        } finally {
            capture.pause();
        }
    }

    private boolean read() throws InterruptedException {
        try {
            load();
            follow();
            backoff.succeeded();
            failingSince = 0;
            return true;
        } catch (NoTableException e) {
            if (loader == null || !loader.refused()) {
                failure.reportOnce(new ConfigurationException(e.getMessage()));
                failed(e);
            }
        } catch (SQLException e) {
            if (TableChanges.isCorrupt(e)) {
                failure.broken(
                        endpoint.getPipeline(),
                        "the file of the database "
                                + endpoint.table().database().name() + " is corrupt; bring back a sound one");
            }
            failed(new DatabaseUnavailableException(endpoint.table().database().name(), e));
        } catch (IOException | UnavailableException e) {
            failed(e);
        }
        open = false;
        return false;
    }

    private void failed(Exception cause) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        backoff.failed(cause);
        failingSince = failingSince == 0 ? System.nanoTime() : failingSince;
        failure.reportIfStill(endpoint.getPipeline(), failingSince, cause.getMessage());
    }

    private void load() throws IOException {
        try {
            if (loader != null) {
                loader.loadIfChanged();
            }
        } catch (CsvFileException e) {
            failure.reportOnce(endpoint.getPipeline(), e.getMessage());
        }
    }

    private void follow() throws SQLException, InterruptedException {
        if (!open) {
            queue.rewind();
        }
        if (queue.rewound()) {
            open = false;
            Optional<String> position = endpoint.getPositions().position(endpoint.getPipeline());
            capture.open(position);
            beginning.accept(position);
            open = true;
        }
        boolean nothingInFlight = queue.isEmpty();
        Page page = capture.next();
        if (page != null) {
            queue.put(page);
        } else {
            queue.awaitNews(endpoint.interval(), nothingInFlight);
        }
    }
}
