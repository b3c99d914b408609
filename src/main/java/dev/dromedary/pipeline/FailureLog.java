package dev.dromedary.pipeline;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.UnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a step failed: that it is tried again, which makes the pipeline's circuit half open, or that it rejects a
 * record. Camel's own log lines show the exception's message, which may quote a record (invariant 4); this one shows it
 * only where it is known not to. Thread-safe.
 */
public final class FailureLog implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String what = cause instanceof RecordRejectedException ? "rejects a record" : "waits and tries again";
        Circuits.of(exchange).ifPresent(Circuit::probing);
        LOG.warn("{} {}: {}", exchange.getFromRouteId(), what, describe(cause));
    }

    /** What may be told of an exception. */
    public static String describe(Throwable cause) {
        if (cause instanceof RecordRejectedException rejected) {
            return rejected.path() + " " + rejected.getMessage();
        }
        if (cause instanceof UnavailableException) {
            return cause.getMessage();
        }
        return cause == null ? "no exception" : cause.getClass().getName();
    }
}
