package dev.dromedary.deadletter;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The component {@code dead-letters:pipeline}: hands a route the pipeline's letters in batches, when they are replayed. */
public final class DeadLettersComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DeadLettersEndpoint endpoint = new DeadLettersEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
