package dev.dromedary.pipeline;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code told:NAME}: a source that is there, starts and is dry as its {@link Source} says. */
public final class Told extends DefaultComponent {

    /** How each source, by name, is to behave; the component finds it here because Camel makes the component. */
    private static final Map<String, Source> SOURCES = new ConcurrentHashMap<>();

    /** A source of a test. */
    static final class Source {
        final AtomicInteger starts = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        volatile int failingStarts;
        volatile boolean dry;
        volatile boolean away;
        volatile RunFailure failure;
    }

    static Source source(String name) {
        return SOURCES.computeIfAbsent(name, added -> new Source());
    }

    static void forget() {
        SOURCES.clear();
    }

    /** The file of a pipeline that reads from a source. */
    static String route(String pipeline, String source) {
        return """
                - route:
                    id: read-%s
                    description: Reads what it is told to.
                    from:
                      uri: told:%s
                      steps:
                        - log: read
                """.formatted(pipeline, source);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
        return new ToldEndpoint(uri, this, name);
    }

    private static final class ToldEndpoint extends DefaultEndpoint implements Requirement {

        private final String name;

        private ToldEndpoint(String uri, Told component, String name) {
            super(uri, component);
            this.name = name;
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new ToldConsumer(this, processor, source(name));
        }

        @Override
        public String system() {
            return "what tells " + name;
        }

        @Override
        public void check() throws IOException {
            source(name).looks.incrementAndGet();
            if (source(name).away) {
                throw new IOException("it is away");
            }
        }
    }

    private static final class ToldConsumer extends DefaultConsumer implements Drainable, Suspendable {

        private final Source source;

        private ToldConsumer(Endpoint endpoint, Processor processor, Source source) {
            super(endpoint, processor);
            this.source = source;
        }

        @Override
        protected void doStart() throws Exception {
            source.failure = getEndpoint().getCamelContext().getRegistry().findSingleByType(RunFailure.class);
            if (source.starts.incrementAndGet() <= source.failingStarts) {
                throw new IOException("not there");
            }
            super.doStart();
        }

        @Override
        public boolean drained() {
            return source.dry;
        }
    }
}
