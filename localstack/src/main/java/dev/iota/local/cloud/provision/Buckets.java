package dev.iota.local.cloud.provision;

import dev.iota.cloud.shape.BucketShape;
import dev.iota.cloud.shape.LifecycleRule;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Makes buckets of their shapes, and removes what their lifecycle says: s3proxy knows none. */
public final class Buckets {
    private final S3Client s3;
    private final Clock clock;

    public Buckets(S3Client s3, Clock clock) {
        this.s3 = s3;
        this.clock = clock;
    }

    /** Makes the bucket unless it exists. */
    public void make(BucketShape shape) {
        try {
            s3.headBucket(request -> request.bucket(shape.name()));
        } catch (NoSuchBucketException e) {
            s3.createBucket(request -> request.bucket(shape.name()));
        }
    }

    /**
     * Deletes what is older than its rule says.
     *
     * @return how many objects were deleted
     */
    public long sweep(BucketShape shape) {
        return shape.lifecycle().stream()
                .mapToLong(rule -> sweep(shape.name(), rule))
                .sum();
    }

    private long sweep(String bucket, LifecycleRule rule) {
        var oldest = clock.instant().minus(Duration.ofDays(rule.days()));
        var deleted = 0L;
        for (var page :
                s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(rule.prefix()))) {
            List<ObjectIdentifier> expired = page.contents().stream()
                    .filter(object -> object.lastModified().isBefore(oldest))
                    .map(S3Object::key)
                    .map(key -> ObjectIdentifier.builder().key(key).build())
                    .toList();
            if (!expired.isEmpty()) {
                s3.deleteObjects(request -> request.bucket(bucket)
                        .delete(delete -> delete.objects(expired).quiet(true)));
                deleted += expired.size();
            }
        }
        return deleted;
    }
}
