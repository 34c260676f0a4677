package dev.iota.core.merge.shard;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/**
 * A miner's right to do one shard, until it runs out. An answer after that still counts while one is wanted.
 *
 * @param id random; names the attempt, and the objects it may write
 */
public record ShardLease(String id, Hotkey hotkey, Instant until) {

    public boolean isOver(Instant now) {
        return now.isAfter(until);
    }
}
