package dev.dromedary.capture;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.csv.CsvLoad;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.LetterConsumer;
import dev.dromedary.deadletter.Replay;
import dev.dromedary.deadletter.Replayed;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
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

    private static final int MOST = 2000;
    private static final int RUNS = 20;

    private final TableChangesEndpoint endpoint;
    private Patience patience;
    private LetterMarks marks;

    /** Whether rows came into the table that nobody has sent yet. */
    private boolean rowsLanded;

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
    protected void doStart() throws Exception {
        super.doStart();
        RunFailure failure = endpoint.getCamelContext().getRegistry().findSingleByType(RunFailure.class);
        patience =
                new Patience("The replay of " + pipeline(), pipeline(), failure == null ? new RunFailure() : failure);
        marks = new LetterMarks(patience);
        rowsLanded = false;
    }

    @Override
    protected void doStop() throws Exception {
        if (marks != null) {
            marks.close();
            marks = null;
        }
        super.doStop();
    }

    @Override
    public boolean replay(List<DeadLetter> letters, Replayed replayed, BooleanSupplier stopping)
            throws InterruptedException {
        DeadLetters store = Replay.letters(endpoint.getCamelContext());
        Map<String, SourceRecord> records = new HashMap<>();
        store.records(letters).forEach(record -> records.put(record.id(), record));
        List<DeadLetter> readable = letters.stream()
                .filter(letter -> records.containsKey(letter.sourceId()))
                .toList();
        replayed.addLeft(letters.size() - readable.size());
        marks.begin(store, replayed);
        RowLetters.Tried tried = ask(() -> retry(readable, records));
        marks.await();
        marks.add(tried);
        rowsLanded |= !tried.landed().isEmpty();
        return tried.others().isEmpty() || send(store, tried.others(), replayed, stopping);
    }

    private RowLetters.Tried retry(List<DeadLetter> letters, Map<String, SourceRecord> records) {
        Optional<CsvLoad> load = endpoint.table().load();
        if (load.isEmpty()) {
            return new RowLetters.Tried(List.of(), List.of(), 0, letters);
        }
        return new RowLetters(load.get().retry(endpoint.table().retryCondition(endpoint.getPositions(), pipeline())))
                .retry(letters, records);
    }

    /** Sends the rows that are in the table now, all together, because each transaction of the sink takes its time. */
    @Override
    public boolean finish(Replayed replayed, BooleanSupplier stopping) throws InterruptedException {
        marks.begin(Replay.letters(endpoint.getCamelContext()), replayed);
        marks.await();
        if (!rowsLanded || stopping.getAsBoolean() || ask(this::runner).isPresent()) {
            return true;
        }
        Optional<ChangeRequests> requests = endpoint.table().requests();
        if (requests.isEmpty()) {
            LOG.info("{}: the rows are in the table, from where the next run sends them", pipeline());
            return true;
        }
        return ask(() -> follow(requests.get().last(), stopping));
    }

    /** A question to the table, the letters or the sink. */
    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** Waits for who does not answer, such as a SQLite file that another program keeps locked (invariant 3). */
    private <T> T ask(Question<T> question) throws InterruptedException {
        return patience.ask(() -> {
            try {
                return question.ask();
            } catch (SQLException e) {
                throw new DatabaseUnavailableException(
                        endpoint.table().database().name(), e);
            }
        });
    }

    private boolean send(DeadLetters store, List<DeadLetter> letters, Replayed replayed, BooleanSupplier stopping)
            throws InterruptedException {
        Optional<ChangeRequests> requests = endpoint.table().requests();
        if (requests.isEmpty()) {
            LOG.warn(
                    "{}: rows that were refused by the sink are sent again when their timestamp changes; set it to now,"
                            + " and discard their letters",
                    pipeline());
            replayed.addLeft(letters.size());
            return true;
        }
        List<Long> sequences = ask(() -> requests.get().ask(letters));
        Optional<String> runner = ask(this::runner);
        if (runner.isEmpty() && !ask(() -> follow(requests.get().last(), stopping))) {
            replayed.addLeft(letters.size());
            return false;
        }
        AskedRows asked = new AskedRows(endpoint, requests.get(), letters, sequences);
        List<DeadLetter> sent = runner.isEmpty() ? ask(asked::sent) : asked.await(stopping);
        long landed = ask(() -> settle(store, requests.get(), sent));
        replayed.addLanded(landed);
        replayed.addFailed(sent.size() - landed);
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

    /** Marks letters whose rows are sent; returns how many have landed. The others' rows were refused once more. */
    private static long settle(DeadLetters store, ChangeRequests requests, List<DeadLetter> sent) throws SQLException {
        if (sent.isEmpty()) {
            return 0;
        }
        store.landed(sent, sent.size());
        long landed = store.find(sent.stream().map(DeadLetter::id).toList()).stream()
                .filter(letter -> letter.landedAt().isPresent())
                .count();
        requests.forget(sent);
        return landed;
    }
}
