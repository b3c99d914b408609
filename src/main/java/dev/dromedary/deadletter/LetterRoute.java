package dev.dromedary.deadletter;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.database.Database;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.settings.ConfigurationException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * The route that keeps what pipelines reject, for code that has to keep it in the middle of a step: before a commit, say. Such
 * code holds locks and transactions meanwhile, so the route does not wait for a system that is down; who called waits, and
 * calls again. Thread-safe.
 */
public final class LetterRoute implements LetterBox, CamelContextAware, AutoCloseable {

    /** Property of an exchange whose sender waits by itself; the failure policy asks for it (failures.camel.yaml). */
    static final String SENDER_WAITS = "senderWaits";

    private final DeadLetters letters;
    private final String route;
    private CamelContext context;
    private ProducerTemplate template;

    private LetterRoute(DeadLetters letters, String route) {
        this.letters = letters;
        this.route = route;
    }

    @Override
    public Batch store(Batch batch) {
        if (batch.rejections().isEmpty()) {
            return batch;
        }
        Exchange exchange = template().send(route, sent -> {
            sent.setProperty(SENDER_WAITS, true);
            sent.getMessage().setBody(batch);
        });
        Exception failure = exchange.getException();
        if (failure instanceof UnavailableException unavailable) {
            throw unavailable;
        }
        if (failure instanceof ConfigurationException configuration) {
            throw configuration;
        }
        if (failure != null || exchange.isRollbackOnly()) {
            throw new UnavailableException(
                    "dead letters cannot be kept by " + route + ": " + FailureLog.describe(failure));
        }
        if (exchange.getMessage().getBody() instanceof Batch kept
                && kept.rejections().isEmpty()
                && kept.deadLetters()
                        == batch.deadLetters() + batch.rejections().size()) {
            return kept;
        }
        throw new UnavailableException(
                "dead letters are not kept by " + route + ": the route lacks the step that stores them");
    }

    @Override
    public boolean areIn(Database other) {
        return letters.areIn(other);
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = context.createProducerTemplate();
        }
        return template;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public synchronized void close() {
        if (template != null) {
            template.stop();
        }
    }

    /** Makes {@link LetterRoute} from properties, as routes declare them. */
    public static final class Builder {

        private DeadLetters letters;
        private String route;

        public void setLetters(DeadLetters letters) {
            this.letters = letters;
        }

        /** Where the route begins, such as {@code direct:dead-letters}. */
        public void setRoute(String route) {
            this.route = route;
        }

        /** @throws ConfigurationException if a property is missing */
        public LetterRoute build() {
            if (letters == null || route == null) {
                throw new ConfigurationException("LetterRoute needs the properties \"letters\" and \"route\"");
            }
            return new LetterRoute(letters, route);
        }
    }
}
