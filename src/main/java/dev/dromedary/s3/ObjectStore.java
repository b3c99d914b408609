package dev.dromedary.s3;

import dev.dromedary.aws.AwsFaults;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * S3 as the pipelines use it: one client and its threads, from which listings, downloads and uploads are opened.
 * Thread-safe. Closing ends the requests under way.
 */
public final class ObjectStore implements AutoCloseable {

    private static final int MOST_KEYS = 1000;
    private static final int CONNECTIONS = 256;
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(40);

    private final S3Client client;
    private final TransferSettings settings;
    private final Retry retry;
    private final ExecutorService parts = Executors.newCachedThreadPool(Threads.named("s3-part"));

    /**
     * @param builder where and who; how requests are sent, tried again and checked is set here
     * @throws ConfigurationException if the SDK cannot make a client of it
     */
    public ObjectStore(S3ClientBuilder builder, TransferSettings settings) {
        this.client = client(builder);
        this.settings = settings;
        this.retry = new Retry(settings.attempts(), settings.firstDelay());
    }

    /** A store by the SDK's own configuration: {@code AWS_REGION}, {@code AWS_ENDPOINT_URL_S3} and so on. */
    public static ObjectStore connect(TransferSettings settings) {
        return new ObjectStore(S3Client.builder(), settings);
    }

    private static S3Client client(S3ClientBuilder builder) {
        builder.httpClientBuilder(ApacheHttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECTION_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                .overrideConfiguration(configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        try {
            S3Client client = builder.build();
            if (client.serviceClientConfiguration().endpointOverride().isEmpty()) {
                return client;
            }
            // An endpoint of one's own has one host name, and no other for each bucket.
            client.close();
            return builder.forcePathStyle(true).build();
        } catch (SdkClientException e) {
            throw AwsFaults.ofClient(e);
        }
    }

    /** The bucket as something to wait for before a pipeline starts. */
    public Requirement bucket(String name, String setting) {
        return new BucketRequirement(client, name, setting);
    }

    /** The objects under a prefix, by pages. */
    public ObjectListing list(String bucket, String prefix) {
        return new ObjectListing(client, retry, bucket, prefix, MOST_KEYS);
    }

    /** What one part of a stream may hold, and so the largest object that goes in one request. */
    public long partBytes() {
        return settings.partSize().bytes();
    }

    /** How many parts of one stream are in memory at a time, at the most. */
    public int parts() {
        return settings.partsInFlight();
    }

    /**
     * The newest version of an object; empty if there is none.
     *
     * @throws ObjectRefusedException if we may not see it
     */
    public Optional<StoredObject> find(String bucket, String key) {
        return find(
                bucket,
                key,
                refusal -> new ObjectRefusedException(
                        bucket + "/" + key, "HeadObject is refused: " + Faults.code(refusal)));
    }

    /**
     * What is there in the place of an output; empty if nothing is. No input is to blame where we may not see it.
     *
     * @throws S3UnavailableException also if we may not see it
     */
    public Optional<StoredObject> findOutput(String bucket, String key) {
        OutputObject output = new OutputObject(bucket, key, null, null, Map.of());
        return find(bucket, key, refusal -> new Writing(client, retry, output).refused("HeadObject", refusal));
    }

    private Optional<StoredObject> find(String bucket, String key, Function<S3Exception, RuntimeException> refused) {
        try {
            return retry.call("HeadObject " + bucket + "/" + key, () -> {
                var head =
                        Inquiry.head(client, request -> request.bucket(bucket).key(key));
                return Optional.of(new StoredObject(
                        new ObjectSummary(bucket, key, head.eTag(), head.contentLength(), head.lastModified()),
                        head.metadata()));
            });
        } catch (S3Exception e) {
            if (Faults.isMissing(e)) {
                return Optional.empty();
            }
            throw refused.apply(e);
        }
    }

    /**
     * Opens a version to be read.
     *
     * @throws ObjectChangedException if the version is gone
     * @throws ChecksumMismatchException if it is small, and not what it is said to be
     */
    public ObjectDownload read(ObjectSummary version) {
        return read(version, settings.partsInFlight());
    }

    /** As {@link #read(ObjectSummary)}, with so many parts in memory at a time. */
    public ObjectDownload read(ObjectSummary version, int partsInFlight) {
        return new ObjectDownload(new Reading(client, retry, version), version, settings.with(partsInFlight), parts);
    }

    /**
     * Begins an object. S3 is not asked before there is more than one part, or the object is complete.
     *
     * @param onUpload told the id of a multipart upload before its first part is sent, and null if S3 does not know it any
     *     more; whoever keeps it can go on with the upload after a kill
     */
    public ObjectUpload write(OutputObject output, Consumer<String> onUpload) {
        return new ObjectUpload(new Writing(client, retry, output), settings, parts, null, onUpload);
    }

    /**
     * As {@link #write}, and goes on with an upload that an earlier run began with the same part size: parts that are up
     * and equal are not sent again. An upload that is gone is begun anew, and one that turns out not to be needed is
     * aborted.
     *
     * @param uploadId null where there is none to go on with
     * @param partsInFlight how many parts are in memory at a time, from 1
     */
    public ObjectUpload resume(OutputObject output, String uploadId, int partsInFlight, Consumer<String> onUpload) {
        TransferSettings ours = settings.with(partsInFlight);
        return new ObjectUpload(new Writing(client, retry, output), ours, parts, uploadId, onUpload);
    }

    /** Removes the parts of an upload that nobody goes on with; where that fails, the sweeper does it later. */
    public void abandon(OutputObject output, String uploadId) {
        new Writing(client, retry, output).abandon(uploadId);
    }

    /** What aborts forgotten uploads under a prefix of ours. */
    public UploadSweeper sweeper(String bucket, String prefix, Clock clock) {
        return new UploadSweeper(client, retry, bucket, prefix, clock);
    }

    @Override
    public void close() {
        parts.shutdownNow();
        client.close();
    }

    /** Makes an {@link ObjectStore} by the SDK's own configuration from properties, as routes declare them. */
    public static final class Builder {

        private DataSize partSize = TransferSettings.DEFAULT.partSize();
        private int parts = TransferSettings.DEFAULT.partsInFlight();

        /** What one request moves, such as {@code 8MiB}. */
        public void setPartSize(String partSize) {
            this.partSize = DataSize.parse(partSize);
        }

        /** Parts of one stream that are in memory at a time. */
        public void setParts(int parts) {
            this.parts = parts;
        }

        /** @throws ConfigurationException if a value is out of its bounds, or the AWS SDK refuses its configuration */
        public ObjectStore build() {
            TransferSettings defaults = TransferSettings.DEFAULT;
            return connect(new TransferSettings(partSize, parts, defaults.attempts(), defaults.firstDelay()));
        }
    }
}
