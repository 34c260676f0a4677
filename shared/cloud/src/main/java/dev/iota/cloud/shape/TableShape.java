package dev.iota.cloud.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A DynamoDB table, paid by request: a run without miners costs nothing.
 *
 * @param name the table
 * @param partition its partition key
 * @param sort its sort key, or null for none
 * @param indexes its global secondary indexes
 * @param ttl the attribute with the epoch second after which an item may be deleted, or null if items stay.
 *     Deletion is late, by days even: whoever reads filters what has expired
 */
public record TableShape(
        String name,
        KeyShape partition,
        @Nullable KeyShape sort,
        List<IndexShape> indexes,
        @Nullable String ttl) {
    public TableShape {
        indexes = List.copyOf(indexes);
    }
}
