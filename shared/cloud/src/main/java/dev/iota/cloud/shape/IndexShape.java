package dev.iota.cloud.shape;

import org.jspecify.annotations.Nullable;

/**
 * A global secondary index that holds keys alone, so that a write of what is no key costs it nothing; whoever finds an
 * item by it reads the item. It is sparse: an item without the index's keys is not in it, which is how an item leaves a
 * queue-like index without a second write.
 *
 * @param name the index
 * @param partition its partition key
 * @param sort its sort key, or null for none
 */
public record IndexShape(
        String name, KeyShape partition, @Nullable KeyShape sort) {}
