package dev.dromedary.sandbox;

import com.almworks.sqlite4java.SQLite;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.eclipse.jetty.server.Server;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB Local in this JVM, without its telemetry. Tables live in memory and stay while {@link #stop} takes only the
 * HTTP interface down. It has the limits of DynamoDB's items and keys, and neither its throttling nor its permissions.
 * Thread-safe.
 *
 * <p>It keeps its tables in a SQLite of its own, whose native library it cannot find by itself: that lies beside the jar
 * in Maven's repository.
 */
public final class DynamoServer extends EmbeddedServer {
    static {
        // Not for each server: once the library is loaded, a path only makes it warn.
        SQLite.setLibraryPath(nativeLibraries().toString());
    }

    private final int port = LoopbackPorts.free();
    private final DynamoDbClient client = newClient(endpoint());
    private LocalDynamoDBRequestHandler tables;
    private Server http;

    /** A server that has been started. */
    public static DynamoServer launch() {
        DynamoServer server = new DynamoServer();
        server.start();
        return server;
    }

    public URI endpoint() {
        return URI.create("http://" + LoopbackPorts.HOST + ":" + port);
    }

    /** The one client of this server, closed with it. */
    public DynamoDbClient client() {
        return client;
    }

    /** A client of the caller's, by way of a proxy for instance. */
    public static DynamoDbClient newClient(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(SandboxCredentials.region())
                .credentialsProvider(SandboxCredentials.provider())
                .build();
    }

    @Override
    protected void boot() throws Exception {
        if (tables == null) {
            tables = new LocalDynamoDBRequestHandler(0, true, null, true, false);
        }
        http = new Server(new InetSocketAddress(LoopbackPorts.HOST, port));
        http.setHandler(new LocalDynamoDBServerHandler(tables, null));
        http.start();
    }

    @Override
    protected void halt() throws Exception {
        http.stop();
    }

    @Override
    protected void discard() {
        client.close();
        if (tables != null) {
            tables.shutdown();
        }
    }

    @Override
    public String toString() {
        return "DynamoDB at " + endpoint();
    }

    /** Maven keeps an artifact of version V as NAME/V/NAME-V.EXTENSION, and sqlite4java looks for such names too. */
    private static Path nativeLibraries() {
        Path jar = Path.of(URI.create(
                SQLite.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        Path version = jar.getParent().getFileName();
        return jar.getParent().getParent().resolveSibling(artifact()).resolve(version);
    }

    private static String artifact() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return "sqlite4java-win32-x64";
        }
        return system.contains("mac") ? "libsqlite4java-osx" : "libsqlite4java-linux-amd64";
    }
}
