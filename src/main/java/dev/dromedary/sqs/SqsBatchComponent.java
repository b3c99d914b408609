package dev.dromedary.sqs;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The component {@code sqs-batch:queue}: hands a route batches of messages and deletes them when the route has made
 * them durable. One SQS client for all its endpoints, configured the SDK's way.
 */
public final class SqsBatchComponent extends DefaultComponent {

    private SqsClient client;

    /** A component whose client is made when it is first needed. */
    public SqsBatchComponent() {}

    /** A component with a client of the caller's, closed with the component. */
    SqsBatchComponent(SqsClient client) {
        this.client = client;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SqsBatchEndpoint endpoint = new SqsBatchEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** @throws SdkClientException if region or credentials are not configured */
    synchronized SqsClient client() {
        if (client == null) {
            client = SqsSource.connect();
        }
        return client;
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        if (client != null) {
            client.close();
        }
    }
}
