package dev.dromedary.deadletter;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.pipeline.FailureLog;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands letters to the route as batches of the records that they were. A letter is marked when its record is durable in the
 * sink, and not before (invariant 1): if the process ends in between, it is replayed again, and lands once (invariant 2).
 */
final class DeadLettersConsumer extends DefaultConsumer implements LetterConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLettersConsumer.class);

    private final DeadLettersEndpoint endpoint;

    DeadLettersConsumer(DeadLettersEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    public String pipeline() {
        return endpoint.pipeline();
    }

    @Override
    public int most() {
        return endpoint.getBatchSize();
    }

    @Override
    public boolean replay(List<DeadLetter> some, Replayed replayed, BooleanSupplier stopping) {
        DeadLetters store = Replay.letters(endpoint.getCamelContext());
        List<SourceRecord> records = store.records(some);
        Set<String> sourceIds = records.stream().map(SourceRecord::id).collect(Collectors.toSet());
        List<DeadLetter> letters = some.stream()
                .filter(letter -> sourceIds.contains(letter.sourceId()))
                .toList();
        replayed.addLeft(some.size() - letters.size());
        if (letters.isEmpty()) {
            return true;
        }
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(Batch.of(pipeline(), records));
            getProcessor().process(exchange);
            return settle(exchange, records.size(), store, letters, replayed);
        } catch (Exception e) {
            return giveUp(letters, replayed, FailureLog.describe(e));
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private boolean settle(
            Exchange exchange, int records, DeadLetters store, List<DeadLetter> letters, Replayed replayed) {
        if (exchange.isFailed() || exchange.isRollbackOnly()) {
            return giveUp(letters, replayed, FailureLog.describe(exchange.getException()));
        }
        Batch result = exchange.getMessage().getBody() instanceof Batch batch ? batch : null;
        if (result == null || result.settled() != records) {
            return giveUp(letters, replayed, "the route ended with records neither stored nor dead letters");
        }
        long landed = result.stored() + result.duplicates();
        if (!store.landed(letters, landed)) {
            return giveUp(letters, replayed, "records failed again, and the route has not stored them as dead letters");
        }
        replayed.addLanded(landed);
        replayed.addFailed(result.deadLetters());
        return true;
    }

    private boolean giveUp(List<DeadLetter> letters, Replayed replayed, String why) {
        LOG.error(
                "{}: the replay ends, and may be repeated; {} letters are not marked, later ones were not tried: {}",
                pipeline(),
                letters.size(),
                why);
        replayed.addLeft(letters.size());
        return false;
    }
}
