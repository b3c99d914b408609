package dev.dromedary.capture;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.csv.RowRetry;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.LetterConsumer;
import dev.dromedary.deadletter.Replay;
import dev.dromedary.deadletter.Replayed;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays letters of a table. A row that its file's load has rejected is taken into the table, if that undoes nothing newer. A
 * row that the sink has refused is sent as it is now, by a change in the log, so that it keeps its place among the other
 * changes of the row: by the process that runs the pipeline, or else by this one. A letter is marked when what it asks for is
 * durable (invariant 1). For use by one thread.
 */
final class TableLettersConsumer extends DefaultConsumer implements LetterConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(TableLettersConsumer.class);

    private static final int MOST = 500;
    private static final int RUNS = 20;
    private static final long POLL_MILLIS = 500;

    private final TableChangesEndpoint endpoint;

    TableLettersConsumer(TableChangesEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    public String pipeline() {
        return endpoint.getPipeline();
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public boolean replay(List<DeadLetter> letters, Replayed replayed) throws InterruptedException {
        DeadLetters store = Replay.letters(endpoint.getCamelContext());
        List<DeadLetter> unsent = new ArrayList<>();
        long before = replayed.landed();
        Map<String, SourceRecord> records = new HashMap<>();
        store.records(letters).forEach(record -> records.put(record.id(), record));
        for (DeadLetter letter : letters) {
            SourceRecord record = records.get(letter.sourceId());
            if (record == null) {
                replayed.addLeft(1);
            } else if (!retry(store, letter, record, replayed)) {
                unsent.add(letter);
            }
        }
        try {
            return send(store, unsent, replayed.landed() > before, replayed);
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(endpoint.table().database().name(), e);
        }
    }

    /** Whether the letter is of a row of a file, which is then taken into the table or not. */
    private boolean retry(DeadLetters store, DeadLetter letter, SourceRecord record, Replayed replayed) {
        Rejection former = new Rejection(
                record, Reason.valueOf(letter.reason().toUpperCase(Locale.ROOT)), letter.path(), letter.detail());
        RowRetry.Result result = endpoint.table()
                .load()
                .map(load -> load.retry().retry(record, former))
                .orElse(RowRetry.Result.NO_ROW);
        switch (result) {
            case LANDED -> {
                boolean marked = store.landed(List.of(letter), 1);
                replayed.addLanded(marked ? 1 : 0);
            }
            case SUPERSEDED -> {
                store.supersede(letter, "superseded: the table has changed in this row since it was rejected");
                replayed.addSuperseded(1);
            }
            case REJECTED -> replayed.addFailed(1);
            case NO_ROW -> {
                return false;
            }
        }
        return true;
    }

    private boolean send(DeadLetters store, List<DeadLetter> letters, boolean rowsLanded, Replayed replayed)
            throws SQLException, InterruptedException {
        Optional<ChangeRequests> requests = endpoint.table().requests();
        if (requests.isEmpty() && !letters.isEmpty()) {
            LOG.warn(
                    "{}: rows that were refused by the sink are sent again when their timestamp changes; set it to now,"
                            + " and discard their letters",
                    pipeline());
            replayed.addLeft(letters.size());
        }
        if (requests.isEmpty() || letters.isEmpty() && !rowsLanded) {
            return true;
        }
        List<Long> sequences = letters.isEmpty() ? List.of() : requests.get().ask(letters);
        Optional<String> runner = runner();
        if (runner.isEmpty() && !follow()) {
            replayed.addLeft(letters.size());
            return false;
        }
        List<DeadLetter> sent = awaitSent(requests.get(), letters, sequences, runner);
        settle(store, requests.get(), sent, replayed);
        replayed.addLeft(letters.size() - sent.size());
        if (sent.size() < letters.size()) {
            LOG.error(
                    "{}: process {} runs it and has not sent {} rows yet; repeat the replay to see what becomes of"
                            + " them",
                    pipeline(),
                    runner.orElse("-"),
                    letters.size() - sent.size());
        }
        return sent.size() == letters.size();
    }

    /** The process that runs the pipeline, which must not be fenced off. */
    private Optional<String> runner() throws SQLException {
        RunLog runs = endpoint.getCamelContext().getRegistry().findSingleByType(RunLog.class);
        return runs == null
                ? Optional.empty()
                : runs.latest(pipeline(), RUNS).stream()
                        .filter(run -> run.outcome() == Outcome.RUNNING)
                        .map(Run::process)
                        .findFirst();
    }

    /** Sends what has changed up to now, as a run would; false if it cannot, and the log says why. */
    private boolean follow() throws SQLException {
        Capture capture = endpoint.table().capture(pipeline());
        try {
            capture.open(endpoint.getPositions().position(pipeline()));
            for (Page page = capture.next(); page != null; page = capture.next()) {
                Optional<String> failure = process(page);
                if (failure.isPresent()) {
                    LOG.error("{}: the replay ends, and may be repeated: {}", pipeline(), failure.get());
                    return false;
                }
                capture.settled(page, true);
            }
            return true;
        } finally {
            capture.pause();
        }
    }

    private Optional<String> process(Page page) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(Batch.of(pipeline(), page.records(), page.position()));
            getProcessor().process(exchange);
            if (exchange.isFailed() || exchange.isRollbackOnly()) {
                return Optional.of(FailureLog.describe(exchange.getException()));
            }
            boolean settled = exchange.getMessage().getBody() instanceof Batch batch
                    && batch.settled() == page.records().size();
            return settled
                    ? Optional.empty()
                    : Optional.of("the route ended with records neither stored nor dead letters");
        } catch (Exception e) {
            return Optional.of(FailureLog.describe(e));
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private Duration patience() {
        // Camel is given durations in milliseconds.
        return Duration.ofMillis(
                Long.parseLong(endpoint.getCamelContext().resolvePropertyPlaceholders("{{startup.timeout}}")));
    }

    /** Those whose rows are sent, waiting for the process that sends them. */
    private List<DeadLetter> awaitSent(
            ChangeRequests requests, List<DeadLetter> letters, List<Long> sequences, Optional<String> runner)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience().toNanos();
        while (true) {
            List<DeadLetter> sent = sent(requests, letters, sequences);
            boolean over = runner.isEmpty() || System.nanoTime() - deadline > 0;
            if (sent.size() == letters.size() || over) {
                return sent;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private List<DeadLetter> sent(ChangeRequests requests, List<DeadLetter> letters, List<Long> sequences)
            throws SQLException {
        Optional<ChangeLogPosition> position =
                endpoint.getPositions().glance(pipeline()).flatMap(ChangeLogPosition::parse);
        List<DeadLetter> all = new ArrayList<>();
        if (position.isPresent()) {
            List<Boolean> sent = requests.sent(letters, sequences, position.get());
            for (int i = 0; i < letters.size(); i++) {
                if (sent.get(i)) {
                    all.add(letters.get(i));
                }
            }
        }
        return all;
    }

    /** A row that was refused again has made its letter fail once more. */
    private void settle(DeadLetters store, ChangeRequests requests, List<DeadLetter> sent, Replayed replayed)
            throws SQLException {
        if (sent.isEmpty()) {
            return;
        }
        store.landed(sent, sent.size());
        long landed = store.find(sent.stream().map(DeadLetter::id).toList()).stream()
                .filter(letter -> letter.landedAt().isPresent())
                .count();
        replayed.addLanded(landed);
        replayed.addFailed(sent.size() - landed);
        requests.forget(sent);
    }
}
