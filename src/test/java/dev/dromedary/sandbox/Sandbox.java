package dev.dromedary.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of each kind for all tests of a JVM: started when first asked for, closed when the JVM ends. Thread-safe;
 * servers of different kinds start side by side.
 *
 * <p>Tests share them, so each makes its own queue, bucket, topic or database; one that stops a server brings its own.
 * A running server keeps the JVM alive: a program that is done ends with {@link System#exit}. A server that cannot be
 * started throws {@link IllegalStateException}, and another is tried at the next call.
 */
public final class Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final Deque<EmbeddedServer> STARTED = new ArrayDeque<>();
    private static final Shared<SqsServer> SQS = new Shared<>(SqsServer::new);
    private static final Shared<PostgresServer> POSTGRES = new Shared<>(PostgresServer::new);
    private static final Shared<S3Server> S3 = new Shared<>(S3Server::new);
    private static final Shared<KafkaServer> KAFKA = new Shared<>(KafkaServer::new);
    private static final Shared<DynamoServer> DYNAMO = new Shared<>(DynamoServer::new);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Sandbox::closeAll, "sandbox-close"));
    }

    private Sandbox() {}

    public static SqsServer sqs() {
        return SQS.get();
    }

    public static PostgresServer postgres() {
        return POSTGRES.get();
    }

    public static S3Server s3() {
        return S3.get();
    }

    public static KafkaServer kafka() {
        return KAFKA.get();
    }

    public static DynamoServer dynamo() {
        return DYNAMO.get();
    }

    private static void closeAll() {
        synchronized (STARTED) {
            STARTED.forEach(Sandbox::close);
        }
    }

    /** One that does not close must not keep the others from it. */
    private static void close(EmbeddedServer server) {
        try {
            server.close();
        } catch (IllegalStateException e) {
            LOG.warn("{} is left behind", server, e);
        }
    }

    private static final class Shared<T extends EmbeddedServer> {
        private final Supplier<T> construct;
        private T server;

        Shared(Supplier<T> construct) {
            this.construct = construct;
        }

        synchronized T get() {
            if (server == null) {
                server = started(construct.get());
            }
            return server;
        }

        /** Known to the shutdown hook before it starts: a JVM that ends meanwhile leaves nothing running. */
        private T started(T candidate) {
            synchronized (STARTED) {
                STARTED.push(candidate);
            }
            candidate.start();
            return candidate;
        }
    }
}
