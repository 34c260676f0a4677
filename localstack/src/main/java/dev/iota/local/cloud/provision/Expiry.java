package dev.iota.local.cloud.provision;

import dev.iota.cloud.shape.BucketShape;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes expired objects now and every hour. */
public final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration RATE = Duration.ofHours(1);

    private final Buckets buckets;
    private final List<BucketShape> shapes;
    private final Thread thread;

    private Expiry(Buckets buckets, List<BucketShape> shapes) {
        this.buckets = buckets;
        this.shapes = shapes;
        this.thread = Thread.ofVirtual().name("expiry").unstarted(this::run);
    }

    public static Expiry start(Buckets buckets, List<BucketShape> shapes) {
        var expiry = new Expiry(buckets, shapes);
        expiry.thread.start();
        return expiry;
    }

    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                shapes.forEach(this::sweep);
                Thread.sleep(RATE);
            }
        } catch (InterruptedException e) {
            // stop() ends the loop so
        }
    }

    private void sweep(BucketShape bucket) {
        try {
            var deleted = buckets.sweep(bucket);
            if (deleted > 0) {
                LOG.info("{} expired objects were deleted from {}", deleted, bucket.name());
            }
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn(
                        "expired objects of {} could not be deleted; the next attempt is in {}",
                        bucket.name(),
                        RATE,
                        e);
            }
        }
    }
}
