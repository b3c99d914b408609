package dev.dromedary.jmx;

import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jolokia.core.api.LogHandler;
import org.jolokia.json.JSONObject;
import org.jolokia.server.core.config.ConfigKey;
import org.jolokia.server.core.config.StaticConfiguration;
import org.jolokia.server.core.http.HttpRequestHandler;
import org.jolokia.server.core.request.BadRequestException;
import org.jolokia.server.core.request.EmptyResponseException;
import org.jolokia.server.core.request.JolokiaExecRequest;
import org.jolokia.server.core.request.JolokiaRequest;
import org.jolokia.server.core.service.JolokiaServiceManagerFactory;
import org.jolokia.server.core.service.api.JolokiaContext;
import org.jolokia.server.core.service.api.JolokiaServiceManager;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.service.jmx.LocalRequestHandler;
import org.jolokia.service.serializer.JolokiaSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of the Jolokia protocol to the MBeans of this process, as far as the {@link AccessPolicy} goes. Jolokia is
 * started by the first request, and no service of it but those named here: no proxy to other processes, no
 * history, no notifications, no discovery. Thread-safe.
 */
public final class Jolokia implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Jolokia.class);

    private static final String MOST_DEPTH = "15";
    private static final String MOST_IN_A_COLLECTION = "10000";
    private static final String MOST_OBJECTS = "100000";

    /** Of the answers to one list of requests together; the list of all MBeans has some 400,000. */
    private static final int MOST_CHARACTERS = 4 << 20;

    /**
     * In what Camel shows as a route, the failure policy that all routes share comes first, as if it were eight steps of each.
     */
    private static final Pattern FAILURE_POLICY =
            Pattern.compile("\\s*<onException\\b.*?</onException>", Pattern.DOTALL);

    /** What a caller may ask for in the query; the others are for other servers, or show more than is good. */
    private static final Set<String> PARAMETERS = Set.of(
            "canonicalNaming",
            "ifModifiedSince",
            "ignoreErrors",
            "includeRequest",
            "listCache",
            "listInterfaces",
            "listKeys",
            "maxCollectionSize",
            "maxDepth",
            "maxObjects",
            "openTypes",
            "serializeLong");

    private final Settings settings;
    private JolokiaServiceManager manager;
    private Guarded handler;

    public Jolokia(Settings settings) {
        this.settings = settings;
    }

    /** A request that is not one. */
    public static final class MalformedException extends Exception {

        MalformedException(Throwable cause) {
            super(
                    cause instanceof BadRequestException && cause.getMessage() != null
                            ? cause.getMessage()
                            : "not a request of the Jolokia protocol",
                    cause);
        }
    }

    private synchronized Guarded handler() {
        if (handler == null) {
            StaticConfiguration configuration = new StaticConfiguration(
                    ConfigKey.AGENT_ID,
                    "dromedary-" + ProcessHandle.current().pid(),
                    ConfigKey.DISABLE_DETECTORS,
                    "true",
                    ConfigKey.ALLOW_ERROR_DETAILS,
                    "false",
                    ConfigKey.MAX_DEPTH,
                    MOST_DEPTH,
                    ConfigKey.MAX_COLLECTION_SIZE,
                    MOST_IN_A_COLLECTION,
                    ConfigKey.MAX_OBJECTS,
                    MOST_OBJECTS);
            manager = JolokiaServiceManagerFactory.createJolokiaServiceManager(
                    configuration, new Log(), new AccessPolicy(), null);
            manager.addService(new LocalRequestHandler(1));
            manager.addService(new JolokiaSerializer());
            handler = new Guarded(manager.start(), Redaction.of(settings));
        }
        return handler;
    }

    /**
     * Answers what only reads.
     *
     * @param path the request, as {@code read/java.lang:type=Memory}; empty for the version
     * @throws MalformedException if it is no request
     */
    public String get(String path, Map<String, String> parameters) throws MalformedException {
        try {
            return handler()
                    .begin()
                    .handleGetRequest("/" + path, path.isEmpty() ? "version" : path, known(parameters))
                    .toJSONString();
        } catch (BadRequestException | EmptyResponseException | RuntimeException e) {
            throw new MalformedException(e);
        }
    }

    /**
     * Answers a request, or a list of requests.
     *
     * @param body JSON in UTF-8
     * @throws MalformedException if it is no request
     * @throws IOException if it cannot be read
     */
    public String post(InputStream body, Map<String, String> parameters) throws IOException, MalformedException {
        try {
            return handler()
                    .begin()
                    .handlePostRequest("/", body, "UTF-8", known(parameters))
                    .toJSONString();
        } catch (BadRequestException | EmptyResponseException | RuntimeException | StackOverflowError e) {
            // What a request does, and throws, is in its answer; what comes here is of reading it.
            throw new MalformedException(e);
        }
    }

    private static Map<String, String[]> known(Map<String, String> parameters) {
        Map<String, String[]> known = new TreeMap<>();
        parameters.forEach((name, value) -> {
            if (PARAMETERS.contains(name)) {
                known.put(name, new String[] {value});
            }
        });
        return known;
    }

    @Override
    public synchronized void close() {
        if (manager != null) {
            manager.stop();
            manager = null;
            handler = null;
        }
    }

    /** Asks the policy also where Jolokia does not, and cleans what it answers. */
    private static final class Guarded extends HttpRequestHandler {

        private final AccessPolicy policy = new AccessPolicy();
        private final Redaction redaction;

        /** Characters that were answered to the list of requests that this thread is at. */
        private final ThreadLocal<Integer> answered = ThreadLocal.withInitial(() -> 0);

        Guarded(JolokiaContext context, Redaction redaction) {
            super(context);
            this.redaction = redaction;
        }

        /** To be called before each request, or list of requests, on its thread. */
        Guarded begin() {
            answered.set(0);
            return this;
        }

        @Override
        protected JSONObject executeRequest(JolokiaRequest request) throws BadRequestException, EmptyResponseException {
            JSONObject answer = refusal(request);
            if (answer == null) {
                answer = super.executeRequest(request);
            }
            if (request instanceof JolokiaExecRequest exec) {
                answer.computeIfPresent("value", (key, value) -> withoutFailurePolicy(exec.getOperation(), value));
                LOG.info(
                        "Jolokia: {} of {}: {}",
                        exec.getOperation(),
                        redaction.of(exec.getObjectNameAsString()),
                        answer.get("status"));
            }
            JSONObject clean = redaction.of(answer);
            answered.set(answered.get() + clean.toJSONString().length());
            if (answered.get() > MOST_CHARACTERS) {
                throw new BadRequestException("the answers have more than " + MOST_CHARACTERS
                        + " characters together; ask for less at a time");
            }
            return clean;
        }

        private static Object withoutFailurePolicy(String operation, Object value) {
            return operation.matches("dumpRoutes?AsXml.*") && value instanceof String xml
                    ? FAILURE_POLICY.matcher(xml).replaceAll("")
                    : value;
        }

        private JSONObject refusal(JolokiaRequest request) {
            if (!policy.isTypeAllowed(request.getType())) {
                return refusal(
                        request, "requests of the type " + request.getType().getName() + " are not allowed");
            }
            if (request.getOption("target") != null) {
                return refusal(request, "other processes are not asked");
            }
            if (request instanceof JolokiaExecRequest && request.getHttpMethod() == HttpMethod.GET) {
                return refusal(request, "operations are called by POST");
            }
            return null;
        }

        private JSONObject refusal(JolokiaRequest request, String why) {
            return getErrorJSON(403, new SecurityException(why), request);
        }
    }

    private static final class Log implements LogHandler {

        @Override
        public void debug(String message) {
            LOG.trace("{}", message);
        }

        @Override
        public void info(String message) {
            LOG.debug("{}", message);
        }

        @Override
        public void error(String message, Throwable cause) {
            LOG.debug("{}", message, cause);
        }

        @Override
        public boolean isDebug() {
            return false;
        }
    }
}
