package dev.dromedary.objects;

import dev.dromedary.ledger.ObjectVersion;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.s3.ObjectListing;
import dev.dromedary.s3.ObjectSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The thread that lists the bucket, again and again, and puts into the queue what the ledger does not know as done. It
 * works until it is interrupted; while S3 or the ledger is down it waits, and goes on where it was.
 */
final class ObjectLister implements Runnable {

    static final int CHUNK = 500;

    private final ObjectsEndpoint endpoint;
    private final ObjectQueue queue;
    private final KeyFilter filter;
    private final Patience patience;
    private long open;
    private volatile Pass lastPass;

    /**
     * A listing that came to its end.
     *
     * @param began {@link System#nanoTime}
     * @param open how many objects it found that somebody still had to work on
     */
    record Pass(long began, long open) {}

    ObjectLister(ObjectsEndpoint endpoint, ObjectQueue queue, Patience patience) {
        this.endpoint = endpoint;
        this.filter = endpoint.filter();
        this.queue = queue;
        this.patience = patience;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sweep();
                pass();
                TimeUnit.MILLISECONDS.sleep(endpoint.interval().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last listing that came to its end; empty before the first. */
    Optional<Pass> lastPass() {
        return Optional.ofNullable(lastPass);
    }

    private void sweep() {
        if (endpoint.getOrphans() != null) {
            endpoint.getOrphans().sweepIfDue();
        }
    }

    private void pass() throws InterruptedException {
        ObjectListing listing = endpoint.getStore().list(endpoint.bucket(), filter.prefix());
        open = 0;
        long began = System.nanoTime();
        List<FoundObject> chunk = new ArrayList<>();
        while (patience.ask(listing::hasNext)) {
            ObjectSummary object = listing.next();
            if (filter.matches(object.key())) {
                FoundObject.of(object).ifPresent(chunk::add);
            }
            if (chunk.size() == CHUNK) {
                offer(chunk);
                chunk.clear();
            }
        }
        offer(chunk);
        lastPass = new Pass(began, open);
    }

    /** In any order, so that processes that list the same bucket do not try for the same objects one after the other. */
    private void offer(List<FoundObject> chunk) throws InterruptedException {
        if (chunk.isEmpty()) {
            return;
        }
        List<ObjectVersion> versions = chunk.stream().map(FoundObject::version).toList();
        Set<ObjectVersion> ended = patience.ask(() -> endpoint.getLedger().ended(versions, endpoint.getAttempts()));
        List<FoundObject> left = new ArrayList<>(chunk.stream()
                .filter(object -> !ended.contains(object.version()))
                .toList());
        Collections.shuffle(left);
        for (FoundObject object : left) {
            open++;
            awaitRoom();
            queue.put(object, ending -> {});
        }
    }

    /** While all workers wait for S3 nobody else would see that it is gone for too long. */
    private void awaitRoom() throws InterruptedException {
        while (!queue.awaitRoom(endpoint.interval())) {
            patience.ask(() ->
                    endpoint.getStore().list(endpoint.bucket(), filter.prefix()).hasNext());
        }
    }
}
