package dev.iota.cloud.shape;

import java.util.List;

/**
 * A private bucket.
 *
 * @param name the bucket
 * @param lifecycle what expires by itself
 */
public record BucketShape(String name, List<LifecycleRule> lifecycle) {
    public BucketShape {
        lifecycle = List.copyOf(lifecycle);
    }
}
