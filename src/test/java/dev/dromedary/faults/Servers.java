package dev.dromedary.faults;

import dev.dromedary.sandbox.EmbeddedServer;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.SqsServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The servers that a workload needs, each started when it is first asked for. For one thread. */
class Servers implements AutoCloseable {

    /** Those that all tests share, which nobody stops. */
    static final Servers SHARED = new Servers();

    /** The same, with a state that several processes can share though one of them stands still; see docs/faults.md. */
    static final Servers SHARED_WITH_STATE = new Servers() {
        @Override
        Optional<PostgresServer> state() {
            return Optional.of(postgres());
        }
    };

    /** Those of one test, which it may stop. Closing them ends them. */
    static final class Own extends Servers {

        private final List<EmbeddedServer> started = new ArrayList<>();

        private <T extends EmbeddedServer> T one(Class<T> type, Supplier<T> launch) {
            return started.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst()
                    .orElseGet(() -> {
                        T server = launch.get();
                        started.add(server);
                        return server;
                    });
        }

        /** Those that were asked for. */
        List<EmbeddedServer> started() {
            return List.copyOf(started);
        }

        @Override
        SqsServer sqs() {
            return one(SqsServer.class, SqsServer::launch);
        }

        @Override
        PostgresServer postgres() {
            return one(PostgresServer.class, PostgresServer::launch);
        }

        @Override
        KafkaServer kafka() {
            return one(KafkaServer.class, KafkaServer::launch);
        }

        @Override
        S3Server s3() {
            return one(S3Server.class, S3Server::launch);
        }

        @Override
        public void close() {
            started.forEach(EmbeddedServer::close);
        }
    }

    SqsServer sqs() {
        return Sandbox.sqs();
    }

    PostgresServer postgres() {
        return Sandbox.postgres();
    }

    KafkaServer kafka() {
        return Sandbox.kafka();
    }

    S3Server s3() {
        return Sandbox.s3();
    }

    /** Where processes keep their state, if not in a file. */
    Optional<PostgresServer> state() {
        return Optional.empty();
    }

    /** Ends those that are not shared. */
    @Override
    public void close() {
        // The JVM's end closes what is shared.
    }
}
