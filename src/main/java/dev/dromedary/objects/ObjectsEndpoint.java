package dev.dromedary.objects;

import dev.dromedary.batch.Peekable;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.LetterBox;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.ObjectVersion;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Backlogged;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.s3.ObjectListing;
import dev.dromedary.s3.ObjectStore;
import dev.dromedary.s3.ObjectSummary;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import dev.dromedary.settings.Durations;
import dev.dromedary.sqs.Delivery;
import dev.dromedary.sqs.IntakeSettings;
import dev.dromedary.sqs.QueueIntake;
import dev.dromedary.sqs.SqsSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The objects of a bucket as the start of a route. The body is a {@link ClaimedObject}; the step that lands the object
 * returns a {@link dev.dromedary.batch.Batch}, of whose one record must be stored or a dead letter when the route ends.
 * Only then is the version completed, or failed, in the ledger.
 *
 * <p>Options: {@code pipeline} (the name that dead letters and counts are kept under), {@code store} and {@code ledger}
 * (the beans), {@code prefix} and {@code suffixes} (which keys are meant), {@code interval} (how long after a listing the
 * next begins), {@code workers} (objects worked on at a time), {@code attempts} (how often a version is tried that fails for
 * its own fault), {@code orphans} (the bean that aborts forgotten uploads); {@code notifications} (a queue, by name or URL,
 * with the bucket's event notifications), {@code waitTime} and {@code visibilityTimeout} (of that queue), {@code
 * deadLetters} (the bean whose letters are marked when an object lands after all), {@code letterBox} (the bean that keeps what
 * is no notification; {@code deadLetters} by default), {@code replay} (whether the objects are those of letters that are replayed, and none is looked for).
 */
public final class ObjectsEndpoint extends DefaultEndpoint implements Requirement, Backlogged, Peekable {

    private static final int RECEIVERS = 2;

    /** Notifications in our hands at the most, by size. */
    private static final DataSize NOTIFICATIONS = DataSize.parse("2MiB");

    /** Objects that are looked at to tell how many wait. */
    private static final int COUNTED = 2_000;

    private final String bucket;
    private String pipeline;
    private ObjectStore store;
    private ObjectLedger ledger;
    private OrphanedUploads orphans;
    private String prefix = "";
    private String suffixes = ".json, .jsonl, .ndjson";
    private KeyFilter filter;
    private Duration interval = Duration.ofMinutes(1);
    private int workers = 4;
    private int attempts = 1;
    private String notifications;
    private Duration waitTime = Duration.ofSeconds(20);
    private Duration visibilityTimeout = Duration.ofSeconds(60);
    private DeadLetters deadLetters;
    private LetterBox letterBox;
    private boolean replay;
    private SqsClient sqs;
    private SqsSource source;

    ObjectsEndpoint(String uri, Component component, String bucket) {
        super(uri, component);
        this.bucket = bucket;
        this.pipeline = bucket;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("s3-objects only reads");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        DefaultConsumer consumer =
                replay ? new ObjectLettersConsumer(this, processor) : new ObjectsConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public String system() {
        return "bucket " + bucket;
    }

    @Override
    public void check() throws Exception {
        store.bucket(bucket, "for catalog: catalog.bucket").check();
        if (notifications != null && !replay) {
            source().check();
        }
    }

    /** Of the objects that are listed first; a running consumer knows of all. */
    @Override
    public Backlog backlog(Optional<String> watermark) {
        List<ObjectVersion> versions = new ArrayList<>();
        ObjectListing listing = store.list(bucket, filter.prefix());
        int listed = 0;
        while (listed < COUNTED && listing.hasNext()) {
            ObjectSummary object = listing.next();
            listed++;
            if (filter.matches(object.key())) {
                FoundObject.of(object).map(FoundObject::version).ifPresent(versions::add);
            }
        }
        long ended = 0;
        for (int from = 0; from < versions.size(); from += ObjectLister.CHUNK) {
            List<ObjectVersion> chunk = versions.subList(from, Math.min(versions.size(), from + ObjectLister.CHUNK));
            ended += ledger.ended(chunk, attempts).size();
        }
        return new Backlog(versions.size() - ended, "objects", listed == COUNTED);
    }

    @Override
    public Seen peek(int most) throws Exception {
        store.bucket(bucket, "for catalog: catalog.bucket").check();
        return new ObjectPeek(ledger, attempts).look(pipeline, store.list(bucket, filter.prefix()), filter, most);
    }

    private synchronized SqsSource source() {
        if (source == null) {
            source = new SqsSource(notifications, "for catalog: catalog.notifications-queue", this::sqs);
        }
        return source;
    }

    private synchronized SqsClient sqs() {
        if (sqs == null) {
            sqs = SqsSource.connect();
        }
        return sqs;
    }

    QueueIntake intake(java.util.function.Consumer<List<Delivery>> sink) {
        return source().intake(new IntakeSettings(RECEIVERS, waitTime, visibilityTimeout, NOTIFICATIONS), sink);
    }

    /** @throws ConfigurationException if the suffixes cannot be so */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        filter = KeyFilter.of(prefix, suffixes);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        if (sqs != null) {
            sqs.close();
        }
    }

    KeyFilter filter() {
        return filter;
    }

    String bucket() {
        return bucket;
    }

    public String getPipeline() {
        return pipeline;
    }

    public void setPipeline(String pipeline) {
        this.pipeline = pipeline;
    }

    public ObjectStore getStore() {
        return store;
    }

    public void setStore(ObjectStore store) {
        this.store = store;
    }

    public ObjectLedger getLedger() {
        return ledger;
    }

    public void setLedger(ObjectLedger ledger) {
        this.ledger = ledger;
    }

    public OrphanedUploads getOrphans() {
        return orphans;
    }

    public void setOrphans(OrphanedUploads orphans) {
        this.orphans = orphans;
    }

    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    public void setSuffixes(String suffixes) {
        this.suffixes = suffixes;
    }

    Duration interval() {
        return interval;
    }

    public void setInterval(String interval) {
        this.interval = Durations.parse(interval);
    }

    public int getWorkers() {
        return workers;
    }

    public void setWorkers(int workers) {
        this.workers = workers;
    }

    public int getAttempts() {
        return attempts;
    }

    public void setAttempts(int attempts) {
        this.attempts = attempts;
    }

    public String getNotifications() {
        return notifications;
    }

    public void setNotifications(String notifications) {
        this.notifications = notifications;
    }

    public void setWaitTime(String waitTime) {
        this.waitTime = Durations.parse(waitTime);
    }

    public void setVisibilityTimeout(String visibilityTimeout) {
        this.visibilityTimeout = Durations.parse(visibilityTimeout);
    }

    public boolean isReplay() {
        return replay;
    }

    public void setReplay(boolean replay) {
        this.replay = replay;
    }

    public DeadLetters getDeadLetters() {
        return deadLetters;
    }

    public void setDeadLetters(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /** Where what is rejected outside of the route is kept. */
    LetterBox letterBox() {
        return letterBox == null ? deadLetters : letterBox;
    }

    public LetterBox getLetterBox() {
        return letterBox;
    }

    public void setLetterBox(LetterBox letterBox) {
        this.letterBox = letterBox;
    }
}
