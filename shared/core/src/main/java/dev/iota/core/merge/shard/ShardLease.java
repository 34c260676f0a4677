package dev.iota.core.merge.shard;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/**
 * A miner's right to do one shard, until it runs out. An answer after that still counts while one is wanted.
 *
 * @param id random; names the attempt, and the objects it may write
 * @param givenBack whether the miner said that it cannot do it
 */
public record ShardLease(String id, Hotkey hotkey, Instant until, boolean givenBack) {
    public ShardLease(String id, Hotkey hotkey, Instant until) {
        this(id, hotkey, until, false);
    }

    /** The same, for longer. */
    ShardLease extended(Instant later) {
        return new ShardLease(id, hotkey, later, false);
    }

    /** The same, over before {@code now}. */
    ShardLease givenBack(Instant now) {
        return new ShardLease(id, hotkey, now.minusMillis(1), true);
    }

    public boolean isOver(Instant now) {
        return now.isAfter(until);
    }
}
