package dev.dromedary.objects;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.LetterConsumer;
import dev.dromedary.deadletter.Replayed;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.s3.ObjectException;
import dev.dromedary.s3.ObjectSummary;
import dev.dromedary.s3.StoredObject;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays letters that name objects. A version that has failed is work again, for this process or whichever claims it
 * first; its letter has landed when the ledger says that the version is completed, whoever did it.
 */
final class ObjectLettersConsumer extends DefaultConsumer implements LetterConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectLettersConsumer.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int MOST = 500;

    private final ObjectsEndpoint endpoint;
    private final DeadLetters letters;
    private Patience patience;
    private Claims claims;
    private ObjectWork work;
    private ExecutorService workers;

    /** Whether the route has failed on an object for what is not the object's fault, and so would on all. */
    private final AtomicBoolean broken = new AtomicBoolean();

    ObjectLettersConsumer(ObjectsEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.letters = endpoint.getDeadLetters();
        if (letters == null) {
            throw new ConfigurationException("the letters of " + endpoint.getPipeline()
                    + " cannot be replayed: s3-objects:" + endpoint.bucket() + " lacks the parameter deadLetters");
        }
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
        broken.set(false);
        RunFailure failure = Optional.ofNullable(
                        endpoint.getCamelContext().getRegistry().findSingleByType(RunFailure.class))
                .orElseGet(RunFailure::new);
        patience = new Patience("Asking " + endpoint.getLedger().system(), pipeline(), failure);
        claims = new Claims(endpoint.getLedger(), pipeline(), endpoint.getAttempts(), patience);
        work = new ObjectWork(this, endpoint, claims, new Tally(), failure, patience);
        workers = Executors.newFixedThreadPool(endpoint.getWorkers(), Threads.named("object-replay"));
    }

    @Override
    public boolean replay(List<DeadLetter> some, Replayed replayed, BooleanSupplier stopping)
            throws InterruptedException {
        List<SourceRecord> records = letters.records(some);
        replayed.addLeft(some.size() - records.size());
        List<Callable<Void>> tasks = records.stream()
                .map(record -> (Callable<Void>) () -> {
                    replay(record, replayed);
                    return null;
                })
                .toList();
        for (Future<Void> done : workers.invokeAll(tasks)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
        if (broken.get()) {
            LOG.error(
                    "{}: the replay ends, and may be repeated; the route fails on what is no object's fault",
                    pipeline());
        }
        return !broken.get();
    }

    private void replay(SourceRecord record, Replayed replayed) throws InterruptedException {
        if (broken.get()) {
            replayed.addLeft(1);
            return;
        }
        Optional<FoundObject> named =
                Reference.read(record.payload(), record.sentAt()).flatMap(FoundObject::of);
        if (named.isEmpty()) {
            refuse(record, "the notification names no object; a listing finds what it may have meant", replayed);
            return;
        }
        FoundObject object = named.get();
        Optional<String> gone = patience.ask(() -> gone(object.summary()));
        if (gone.isPresent()) {
            refuse(record, gone.get(), replayed);
            return;
        }
        patience.ask(() -> {
            endpoint.getLedger().reopen(object.version());
            return true;
        });
        Ending ending = work.process(object);
        count(record, object, ending, replayed);
    }

    /** Looks before the version is claimed: a claim lets the newer one, which may be done, be work again. */
    private Optional<String> gone(ObjectSummary named) {
        try {
            Optional<StoredObject> there = endpoint.getStore().find(named.bucket(), named.key());
            if (there.isEmpty()) {
                return Optional.of("was deleted");
            }
            return there.get().summary().etag().equals(named.etag())
                    ? Optional.empty()
                    : Optional.of("was replaced by a newer version");
        } catch (ObjectException e) {
            // The route finds the same, and says what it means.
            return Optional.empty();
        }
    }

    private void refuse(SourceRecord record, String why, Replayed replayed) throws InterruptedException {
        Rejection rejection = new Rejection(record, Reason.INVALID, "$", why);
        patience.ask(() ->
                endpoint.letterBox().store(Batch.of(pipeline(), List.of(record)).landed(0, 0, List.of(rejection))));
        replayed.addFailed(1);
    }

    private void count(SourceRecord record, FoundObject object, Ending ending, Replayed replayed)
            throws InterruptedException {
        Optional<State> state =
                patience.ask(() -> endpoint.getLedger().find(object.version())).map(Entry::state);
        if (state.filter(State.COMPLETED::equals).isPresent()) {
            patience.ask(() -> letters.landed(pipeline(), record.id()));
            replayed.addLanded(1);
        } else if (ending == Ending.SETTLED) {
            replayed.addFailed(1);
        } else {
            broken.compareAndSet(false, ending == Ending.GIVEN_BACK);
            LOG.warn(
                    "{} is {}",
                    object.summary().path(),
                    ending == Ending.GIVEN_BACK ? "as it was" : "in the hands of another process");
            replayed.addLeft(1);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (workers != null) {
            workers.shutdownNow();
            Threads.await(workers, LAST_WORDS);
            claims.close();
            workers = null;
        }
        super.doStop();
    }
}
