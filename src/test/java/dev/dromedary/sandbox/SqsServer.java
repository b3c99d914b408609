package dev.dromedary.sandbox;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.concurrent.Await;
import scala.concurrent.duration.FiniteDuration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * ElasticMQ in this JVM, with SQS's own limits. Messages live on the heap; two bytes a character where a body is not
 * Latin-1.
 *
 * <p>Queues and messages stay in an actor system of their own while {@link #stop} takes only the HTTP interface down:
 * visibility timeouts go on running, as they would during an outage of the network. A receive that waits for messages
 * when the interface goes down may still take one, which then shows up again after its visibility timeout. Thread-safe.
 */
public final class SqsServer extends EmbeddedServer {
    private static final FiniteDuration PATIENCE = FiniteDuration.create(30, TimeUnit.SECONDS);
    private static final FiniteDuration DRAIN = FiniteDuration.create(200, TimeUnit.MILLISECONDS);

    private final int port = LoopbackPorts.free();
    private final ActorSystem actors = ActorSystem.create("elasticmq", settings());
    private final ActorRef queues = actors.actorOf(
            Props.create(QueueManagerActor.class, new NowProvider(), StrictSQSLimits$.MODULE$, Option.empty()));
    private final SqsClient client = SqsClient.builder()
            .endpointOverride(endpoint())
            .region(SandboxCredentials.region())
            .credentialsProvider(SandboxCredentials.provider())
            .build();
    private Http.ServerBinding binding;

    /** A server that has been started. */
    public static SqsServer launch() {
        SqsServer server = new SqsServer();
        server.start();
        return server;
    }

    public URI endpoint() {
        return URI.create("http://" + LoopbackPorts.HOST + ":" + port);
    }

    /** The one client of this server, closed with it. */
    public SqsClient client() {
        return client;
    }

    /** Creates a queue with SQS's default visibility timeout of 30 s, and returns its URL. */
    public String createQueue(String name) {
        return client.createQueue(request -> request.queueName(name)).queueUrl();
    }

    /** Creates a queue whose received messages show up again after the timeout (whole seconds), and returns its URL. */
    public String createQueue(String name, Duration visibilityTimeout) {
        Map<QueueAttributeName, String> attributes =
                Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(visibilityTimeout.toSeconds()));
        return client.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }

    @Override
    protected void boot() {
        binding = SQSRestServerBuilder.withActorSystem(actors)
                .withQueueManagerActor(queues)
                .withInterface(LoopbackPorts.HOST)
                .withPort(port)
                .withServerAddress(new NodeAddress("http", LoopbackPorts.HOST, port, ""))
                .withAWSRegion(SandboxCredentials.REGION)
                .start()
                .waitUntilStarted();
    }

    @Override
    protected void halt() throws Exception {
        Await.result(binding.terminate(DRAIN), PATIENCE);
    }

    @Override
    protected void discard() throws Exception {
        client.close();
        Await.result(actors.terminate(), PATIENCE);
    }

    @Override
    public String toString() {
        return "SQS at " + endpoint();
    }

    /** ElasticMQ's own settings, silent and without a hold on the JVM's exit. */
    private static Config settings() {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.loglevel", "WARNING",
                        "pekko.daemonic", "on",
                        "pekko.jvm-shutdown-hooks", "off"))
                .withFallback(ConfigFactory.load());
    }
}
