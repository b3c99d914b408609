package dev.dromedary.pipeline;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.UnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a step failed and is tried again. Camel's own log lines show the exception's message, which may quote a
 * record (invariant 4); this one shows it only where it is known not to. Thread-safe.
 */
public final class FailureLog implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    @Override
    public void process(Exchange exchange) {
        LOG.warn("{} waits and tries again: {}", exchange.getFromRouteId(), describe(exchange));
    }

    private static String describe(Exchange exchange) {
        return describe(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** What may be told of an exception. */
    public static String describe(Throwable cause) {
        if (cause instanceof UnavailableException || cause instanceof RecordRejectedException) {
            return cause.getMessage();
        }
        return cause == null ? "no exception" : cause.getClass().getName();
    }
}
