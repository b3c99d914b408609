package dev.dromedary.capture;

import dev.dromedary.batch.PositionStore;
import dev.dromedary.batch.TakenOverException;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.csv.CsvFileException;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.pipeline.Backoff;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The thread that loads the table and reads its changes, a few pages ahead of the route. It reads until it is
 * interrupted; what fails is tried again, except what waiting cannot help.
 */
final class PageReader implements Runnable {

    private final TableChangesEndpoint endpoint;
    private final PageQueue queue;
    private final Capture capture;
    private final TableLoader loader;
    private final Backoff backoff;
    private final RunFailure failure;
    private boolean open;

    /**
     * @param tally counts the rows of the file that are at fault
     * @param failure told what waiting cannot help
     */
    PageReader(TableChangesEndpoint endpoint, PageQueue queue, Tally tally, RunFailure failure) {
        this.endpoint = endpoint;
        this.queue = queue;
        this.failure = failure;
        this.capture = endpoint.table().capture(endpoint.getPipeline());
        this.loader = endpoint.table()
                .load()
                .map(load -> new TableLoader(load, endpoint.loadInterval(), tally))
                .orElse(null);
        this.backoff = new Backoff("Reading the changes of " + endpoint.getPipeline());
    }

    /** Told, by the route's thread, of a page that is durable. */
    BiConsumer<Page, Boolean> settled() {
        return capture::settled;
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
            failure.report(endpoint.getPipeline(), e);
        } catch (TakenOverException e) {
            failure.report(endpoint.getPipeline(), e.getMessage());
        }
    }

    private boolean read() throws InterruptedException {
        try {
            load();
            follow();
            backoff.succeeded();
            return true;
        } catch (SQLException e) {
            backoff.failed(
                    new DatabaseUnavailableException(endpoint.table().database().name(), e));
        } catch (NoTableException e) {
            failure.reportOnce(endpoint.getPipeline(), new ConfigurationException(e.getMessage()));
            backoff.failed(e);
        } catch (IOException | UnavailableException e) {
            backoff.failed(e);
        }
        return false;
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
        if (queue.rewound() || !open) {
            open = false;
            PositionStore positions = endpoint.getPositions();
            capture.open(positions.position(endpoint.getPipeline()));
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
