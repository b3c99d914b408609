package dev.dromedary.bench;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.SandboxCredentials;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * S3Proxy in this JVM, whose objects are files, and which notes when somebody first lists or reads the inputs, and when the
 * outputs become visible. Thread-safe.
 */
final class WatchedObjects implements AutoCloseable {

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong landed = new AtomicLong();
    private volatile long lastLanded;
    private volatile String inputs = "";
    private volatile String outputs = "";
    private final Path folder;
    private final S3Proxy proxy;
    private final URI endpoint;
    private final S3Client client;

    /** @param folder that is emptied */
    WatchedObjects(Path folder) {
        this.folder = folder;
        EmptyFolder.at(folder);
        proxy = S3Proxy.builder()
                .blobStore(new Watch(new FilesystemNio2BlobStore(folder.toString())))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(
                        AuthenticationType.AWS_V4,
                        SandboxCredentials.ACCESS_KEY_ID,
                        SandboxCredentials.SECRET_ACCESS_KEY)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
        endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(SandboxCredentials.region())
                .credentialsProvider(SandboxCredentials.provider())
                .forcePathStyle(true)
                .build();
    }

    URI endpoint() {
        return endpoint;
    }

    S3Client client() {
        return client;
    }

    /** Deletes a bucket with all that is in it. */
    void empty(String bucket) {
        EmptyFolder.at(folder.resolve(bucket));
        client.deleteBucket(request -> request.bucket(bucket));
    }

    /** Forgets what was noted, and watches these buckets from now on. */
    void watch(String inputBucket, String outputBucket) {
        inputs = inputBucket;
        outputs = outputBucket;
        asked.set(0);
        landed.set(0);
    }

    /** Objects that are visible in the bucket of the outputs. */
    long landed() {
        return landed.get();
    }

    /** From the first question for the inputs until the last output was visible. */
    double seconds() {
        return (lastLanded - asked.get()) / 1e9;
    }

    private final class Watch extends ForwardingBlobStore {

        Watch(FilesystemNio2BlobStore files) {
            super(files);
        }

        private void asked(String bucket) {
            if (bucket.equals(inputs)) {
                asked.compareAndSet(0, System.nanoTime());
            }
        }

        /** S3Proxy puts an object of its own beside each multipart upload. */
        private void landed(String bucket, String key) {
            if (bucket.equals(outputs) && (key.endsWith(".json") || key.endsWith(".xml"))) {
                lastLanded = System.nanoTime();
                landed.incrementAndGet();
            }
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            asked(request.bucket());
            return super.list(request);
        }

        @Override
        public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
            asked(request.bucket());
            return super.blobMetadata(request);
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
            asked(request.bucket());
            return super.getBlob(request);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
            PutObjectResponse response = super.putBlob(request, body);
            landed(request.bucket(), request.key());
            return response;
        }

        @Override
        public CompleteMultipartUploadResponse completeMultipartUpload(
                MultipartUpload upload, CompleteMultipartUploadRequest request) {
            CompleteMultipartUploadResponse response = super.completeMultipartUpload(upload, request);
            landed(upload.containerName(), upload.blobName());
            return response;
        }
    }

    @Override
    public void close() {
        client.close();
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not stop", e);
        }
    }
}
