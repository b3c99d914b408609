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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
    public boolean replay(List<DeadLetter> letters, Replayed replayed, BooleanSupplier stopping)
            throws InterruptedException {
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
            return send(store, unsent, replayed.landed() > before, replayed, stopping);
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

    private boolean send(
            DeadLetters store,
            List<DeadLetter> letters,
            boolean rowsLanded,
            Replayed replayed,
            BooleanSupplier stopping)
            throws SQLException, InterruptedException {
        Optional<ChangeRequests> requests = endpoint.table().requests();
        if (requests.isEmpty() && !letters.isEmpty()) {
            LOG.warn(
                    "{}: rows that were refused by the sink are sent again when their timestamp changes; set it to now,"
                            + " and discard their letters",
                    pipeline());
            replayed.addLeft(letters.size());
        }
        if (requests.isEmpty() && rowsLanded) {
            LOG.warn(
                    "{}: rows that were replayed into the table are sent only if their timestamp is not before what was"
                            + " sent last, less the look-back; where it is, set it to now",
                    pipeline());
        }
        if (requests.isEmpty() || letters.isEmpty() && !rowsLanded) {
            return true;
        }
        List<Long> sequences = letters.isEmpty() ? List.of() : requests.get().ask(letters);
        Optional<String> runner = runner();
        if (runner.isEmpty() && !follow(requests.get().last(), stopping)) {
            replayed.addLeft(letters.size());
            return false;
        }
        AskedRows asked = new AskedRows(endpoint, requests.get(), letters, sequences);
        List<DeadLetter> sent = runner.isEmpty() ? asked.sent() : asked.await(stopping);
        settle(store, requests.get(), sent, replayed);
        replayed.addLeft(letters.size() - sent.size());
        if (sent.size() < letters.size()) {
            LOG.error(
                    "{}: {} rows are not sent yet ({}); repeat the replay to see what becomes of them",
                    pipeline(),
                    letters.size() - sent.size(),
                    runner.map(process -> "process " + process + " runs it").orElse("they go on changing"));
        }
        return sent.size() == letters.size();
    }

    /** The process that runs the pipeline, which must not be fenced off. */
    private Optional<String> runner() throws SQLException {
        RunLog runs = endpoint.getCamelContext().getRegistry().findSingleByType(RunLog.class);
        return runs == null
                ? Optional.empty()
                : runs.latest(pipeline(), RUNS).stream()
                        .filter(run -> run.outcome() == Outcome.RUNNING && !run.isOrphaned())
                        .map(Run::process)
                        .findFirst();
    }

    /**
     * Sends what has changed, as a run would, but not for as long as others go on writing.
     *
     * @param upTo the number of the last change that is to be sent
     * @return false if it cannot, and the log says why, or is not to go on
     */
    private boolean follow(long upTo, BooleanSupplier stopping) throws SQLException {
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
                if (reaches(page, upTo)) {
                    return true;
                }
                if (stopping.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } finally {
            capture.pause();
        }
    }

    private static boolean reaches(Page page, long sequence) {
        return ChangeLogPosition.parse(page.position())
                .filter(position -> position.pass() == null && position.sequence() >= sequence)
                .isPresent();
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
