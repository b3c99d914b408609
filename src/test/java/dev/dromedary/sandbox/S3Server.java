package dev.dromedary.sandbox;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * S3Proxy in this JVM, over a temporary folder: objects are files, so their size is bounded by the disk. Signatures are
 * checked. Thread-safe.
 */
public final class S3Server extends EmbeddedServer {
    private final int port = LoopbackPorts.free();
    private final TemporaryFolder objects = TemporaryFolder.create("s3");
    private final S3Client client = S3Client.builder()
            .endpointOverride(endpoint())
            .region(SandboxCredentials.region())
            .credentialsProvider(SandboxCredentials.provider())
            .forcePathStyle(true)
            .build();
    private S3Proxy proxy;

    /** A server that has been started. */
    public static S3Server launch() {
        S3Server server = new S3Server();
        server.start();
        return server;
    }

    public URI endpoint() {
        return URI.create("http://" + LoopbackPorts.HOST + ":" + port);
    }

    /** The one client of this server, path style, closed with it. */
    public S3Client client() {
        return client;
    }

    /** @throws software.amazon.awssdk.services.s3.model.S3Exception when the bucket exists or its name is not valid */
    public void createBucket(String name) {
        client.createBucket(request -> request.bucket(name));
    }

    @Override
    protected void boot() throws Exception {
        proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .endpoint(endpoint())
                .awsAuthentication(
                        AuthenticationType.AWS_V4,
                        SandboxCredentials.ACCESS_KEY_ID,
                        SandboxCredentials.SECRET_ACCESS_KEY)
                .build();
        proxy.start();
    }

    @Override
    protected void halt() throws Exception {
        proxy.stop();
    }

    @Override
    protected void discard() throws Exception {
        client.close();
        objects.delete();
    }

    @Override
    public String toString() {
        return "S3 at " + endpoint();
    }
}
