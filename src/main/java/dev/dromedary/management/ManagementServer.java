package dev.dromedary.management;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.jmx.Jolokia;
import dev.dromedary.observe.Observation;
import dev.dromedary.pipeline.Attendant;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import dev.dromedary.status.LiveStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: HTTP or HTTPS on the loopback address unless told otherwise, for those who show the token. It
 * answers at once how the process is ({@link Observation}), and all else while the pipelines run.
 */
public final class ManagementServer implements Attendant {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

    /**
     * Each client that is slow to send its request, or to read the answer, keeps one, and they are cheap: what works for it
     * is bounded by {@link #SLOTS}. They end when nobody needs them.
     */
    private static final int MOST_THREADS = 64;

    private static final Duration IDLE = Duration.ofSeconds(5);

    /** Requests at the same time that may wait for other systems; whoever asks how the process is needs none. */
    private static final int SLOTS = 6;

    private static final String LONGEST_REQUEST_SECONDS = "10";
    private static final String LONGEST_ANSWER_SECONDS = "30";

    private final Settings settings;
    private final Access access;
    private final HttpServer server;
    private final ManagementTls tls;
    private final Jolokia jolokia;
    private final ExecutorService threads = threads();
    private final Filter slots = new Slots(SLOTS);
    private final Observation observation;
    private volatile HttpHandler steering = exchange -> refuse(exchange, "the pipelines have not started yet");
    private final List<HttpContext> console = new ArrayList<>();
    private LiveStatus status;

    private ManagementServer(Settings settings, Access access, HttpServer server, ManagementTls tls) {
        this.settings = settings;
        this.access = access;
        this.server = server;
        this.tls = tls;
        this.jolokia = new Jolokia(settings);
        this.observation =
                new Observation(settings, exchange -> access.caller(exchange).isPresent());
        gated(Observation.PATH, observation);
        serve("/", exchange -> steering.handle(exchange));
        server.setExecutor(threads);
        server.start();
    }

    private static ExecutorService threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.named("management"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * @throws ConfigurationException if the port is taken, the address is not of this machine, the token is no good, or
     *     everybody could reach it without one
     */
    public static ManagementServer open(Settings settings) {
        // Whoever connects and says nothing, or does not read what it asked for, must not keep a thread for ever; the
        // server reads these when it is first used.
        System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", LONGEST_ANSWER_SECONDS);
        ManagementTls tls = ManagementTls.of(settings);
        String address = settings.text("management.address");
        int port = Integer.parseInt(settings.text("management.port"));
        try {
            InetSocketAddress socket = new InetSocketAddress(address, port);
            if (socket.isUnresolved()) {
                throw new ConfigurationException("management.address: " + address + " is no address of this machine");
            }
            Access access = Access.of(settings, socket.getAddress());
            if (!tls.isOn() && !socket.getAddress().isLoopbackAddress()) {
                LOG.warn("The management token travels in clear text to {}; set management.tls.certificate", address);
            }
            return new ManagementServer(settings, access, tls.server(socket), tls);
        } catch (BindException e) {
            throw new ConfigurationException(
                    "management.port: " + address + ":" + port
                            + " is in use or not ours, perhaps another dromedary's; choose another port (0 for any), or"
                            + " set management.enabled=false",
                    e);
        } catch (SocketException e) {
            throw new ConfigurationException("management.address: " + address + " is no address of this machine", e);
        } catch (IOException e) {
            throw new ConfigurationException("management.port: " + address + ":" + port + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void started(Pipelines pipelines) {
        status = new LiveStatus(pipelines, pipelines.bean(DeadLetters.class), settings.duration("startup.timeout"));
        steering = new ManagementHandler(access, pipelines, status);
        observation.started(pipelines);
        if (settings.isTrue("management.console")) {
            console.add(serve("/jolokia", new JolokiaHandler(access, jolokia)));
            console.add(serve("/hawtio", new Console(new Login(access))));
        }
        LOG.info(
                "Management on {}://{}:{}, {}",
                tls.scheme(),
                server.getAddress().getHostString(),
                server.getAddress().getPort(),
                access.description(settings));
    }

    /** Serves what may wait for other systems. */
    HttpContext serve(String path, HttpHandler handler) {
        HttpContext context = gated(path, handler);
        context.getFilters().add(slots);
        return context;
    }

    private HttpContext gated(String path, HttpHandler handler) {
        HttpContext context = server.createContext(path, handler);
        context.getFilters().add(new Gate(server.getAddress(), settings));
        return context;
    }

    /** Whoever asks how things stand is answered until the last record has landed; nobody steers any more. */
    @Override
    public void close() {
        observation.stopping();
        console.forEach(server::removeContext);
        steering = exchange -> refuse(exchange, "the process ends");
        if (status != null) {
            status.close();
        }
    }

    @Override
    public void waiting(String system, Optional<String> why) {
        observation.waiting(system, why);
    }

    @Override
    public void ended() {
        server.stop(0);
        threads.shutdownNow();
        jolokia.close();
        observation.close();
    }

    static void refuse(HttpExchange exchange, String why) throws IOException {
        try (exchange) {
            byte[] body = ("{\"error\": \"" + why + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
