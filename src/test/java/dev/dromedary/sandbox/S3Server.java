package dev.dromedary.sandbox;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * S3Proxy in this JVM, over a temporary folder: objects are files, so their size is bounded by the disk. Signatures are
 * checked. Thread-safe.
 */
public final class S3Server extends EmbeddedServer {
    private final int port = LoopbackPorts.free();
    private final TemporaryFolder objects = TemporaryFolder.create("s3");
    private final String secretAccessKey;
    private final S3Client client;
    private S3Proxy proxy;

    public S3Server() {
        this(SandboxCredentials.SECRET_ACCESS_KEY);
    }

    private S3Server(String secretAccessKey) {
        this.secretAccessKey = secretAccessKey;
        this.client = S3Client.builder()
                .endpointOverride(endpoint())
                .region(SandboxCredentials.region())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(SandboxCredentials.ACCESS_KEY_ID, secretAccessKey)))
                .forcePathStyle(true)
                .build();
    }

    /** A server that has been started. */
    public static S3Server launch() {
        S3Server server = new S3Server();
        server.start();
        return server;
    }

    /** The same with a secret key of its own. */
    public static S3Server launch(String secretAccessKey) {
        S3Server server = new S3Server(secretAccessKey);
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
                .awsAuthentication(AuthenticationType.AWS_V4, SandboxCredentials.ACCESS_KEY_ID, secretAccessKey)
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
