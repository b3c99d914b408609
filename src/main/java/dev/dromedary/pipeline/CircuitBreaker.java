package dev.dromedary.pipeline;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Tells the circuit of the exchange's pipeline that a system is not there. Thread-safe. */
public final class CircuitBreaker implements Processor {

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Circuits.of(exchange).ifPresent(circuit -> circuit.failed(FailureLog.describe(cause)));
    }
}
