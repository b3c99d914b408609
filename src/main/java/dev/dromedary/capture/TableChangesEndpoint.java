package dev.dromedary.capture;

import dev.dromedary.batch.Peekable;
import dev.dromedary.batch.PositionStore;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Backlogged;
import dev.dromedary.settings.Durations;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * A table as the start of a route. The body is a {@link dev.dromedary.batch.Batch} of changes, each record with its row
 * as JSON (none for a row that is gone), its key as identity, and the headers {@code sequence} and {@code operation}
 * ({@code read}, {@code insert}, {@code update}, {@code delete}). The route must store the batch's position together
 * with its records, in the {@code positions} that this endpoint asks where to go on.
 *
 * <p>Options: {@code pipeline} (the name that position, dead letters and counts are kept under), {@code positions} (the
 * bean), {@code interval} (how long to wait when nothing has changed), {@code loadInterval} (how often to look whether
 * the file has changed that the table is loaded from), {@code replay} (whether only what letters are of is sent).
 */
public final class TableChangesEndpoint extends DefaultEndpoint implements Backlogged, Peekable {

    private final TableChanges table;
    private String pipeline;
    private PositionStore positions;
    private boolean replay;
    private Duration interval = Duration.ofMillis(200);
    private Duration loadInterval = Duration.ofSeconds(5);

    TableChangesEndpoint(String uri, Component component, TableChanges table) {
        super(uri, component);
        this.table = table;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("table-changes only reads");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        DefaultConsumer consumer =
                replay ? new TableLettersConsumer(this, processor) : new TableChangesConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Backlog backlog(Optional<String> watermark) throws SQLException {
        return table.backlog(watermark);
    }

    @Override
    public String system() {
        return table.system();
    }

    @Override
    public Seen peek(int most) throws Exception {
        return table.peek(pipeline, most);
    }

    TableChanges table() {
        return table;
    }

    public String getPipeline() {
        return pipeline;
    }

    public void setPipeline(String pipeline) {
        this.pipeline = pipeline;
    }

    public PositionStore getPositions() {
        return positions;
    }

    public void setPositions(PositionStore positions) {
        this.positions = positions;
    }

    public boolean isReplay() {
        return replay;
    }

    public void setReplay(boolean replay) {
        this.replay = replay;
    }

    Duration interval() {
        return interval;
    }

    public void setInterval(String interval) {
        this.interval = Durations.parse(interval);
    }

    Duration loadInterval() {
        return loadInterval;
    }

    public void setLoadInterval(String loadInterval) {
        this.loadInterval = Durations.parse(loadInterval);
    }
}
