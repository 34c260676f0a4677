package dev.iota.core.epoch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.MergeTask;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a tick asks for besides the next state. The handler performs guards, makes its one conditional write, then
 * performs the others, each of which may be performed again: it changes an item of its own conditionally, or does what
 * counts once.
 */
public sealed interface Effect {
    /** Whether it comes before the write: lost, the state would wait for it in vain. */
    default boolean isGuard() {
        return false;
    }

    /** Look again then, if nothing happens before. */
    record LookAt(Instant at) implements Effect {
        @Override
        public boolean isGuard() {
            return true;
        }
    }

    /** Answer the state machine's task: the phase that it waits for is over. */
    record Answer(String token) implements Effect {
        @Override
        public boolean isGuard() {
            return true;
        }
    }

    /** Let nothing more of the epoch start. */
    record EndFeeds() implements Effect {}

    /** Take back every microbatch of the epoch that is on its way. */
    record TakeBack() implements Effect {}

    /** Begin the merge of a stage, and tell its miners to upload. */
    record Collect(int stage) implements Effect {}

    /** Read what the accepted uploads contain; it is a fact of the next tick. */
    record CountUploads() implements Effect {}

    /** Write down everything that is needed to work at the round's shards. */
    record WritePlan(Duration life) implements Effect {}

    /** Make the items of the round's shards. */
    record MakeShards(ShardLedger ledger) implements Effect {}

    /** Take back what was said about a shard by miners that were found wrong. */
    record Withdraw(int shard, ShardWork next) implements Effect {}

    /** Lease a shard. */
    record Lease(int shard, List<Hotkey> to, Instant until) implements Effect {
        public Lease {
            to = List.copyOf(to);
        }
    }

    /** Leave a shard for longer to a miner that has it. */
    record Extend(int shard, String lease, Instant until) implements Effect {}

    /** Ask for the blocks of a shard. */
    record AskToStore(int shard, Hotkey by) implements Effect {}

    /** Write down which blocks of a shard are computed again, drawn with the share q. */
    record Draw(int shard, List<Integer> blocks, double share) implements Effect {
        public Draw {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * Leave something of a shard to the merge function.
     *
     * @param until it is asked again after that
     */
    record Delegate(MergeTask task, Instant until, String reason) implements Effect {}
}
