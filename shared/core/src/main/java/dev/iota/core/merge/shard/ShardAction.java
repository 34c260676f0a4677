package dev.iota.core.merge.shard;

import dev.iota.core.identity.Hotkey;
import java.util.List;

/** What a shard needs next. */
public sealed interface ShardAction {

    /** Index of the shard in the plan. */
    int shard();

    /** Lease it to these. */
    record Lease(int shard, List<Hotkey> to) implements ShardAction {
        public Lease {
            to = List.copyOf(to);
        }
    }

    /** Ask for its blocks: two results agree, and the first did not store in time. */
    record Store(int shard, Hotkey by) implements ShardAction {}

    /** Let the merge function find out who is right. */
    record Arbitrate(int shard, Recomputation block) implements ShardAction {}

    /** Let the merge function do all of it. */
    record DoByMergeFunction(int shard, String reason) implements ShardAction {}
}
