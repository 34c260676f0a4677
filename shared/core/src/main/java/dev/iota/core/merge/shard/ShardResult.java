package dev.iota.core.merge.shard;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import java.util.List;
import java.util.Optional;

/**
 * What somebody says a shard is.
 *
 * @param hotkey of the miner; none: the merge function, which is trusted
 * @param lease under which it came
 * @param hashes SHA-256 of every block, as {@link ShardMerge#merge} gives them, then of each section's object
 * @param stored whether the blocks themselves are in the object store
 */
public record ShardResult(Optional<Hotkey> hotkey, String lease, List<String> hashes, boolean stored) {
    public ShardResult {
        hashes = List.copyOf(hashes);
        hashes.forEach(hash -> Sha256.require(hash, "hashes"));
    }

    boolean isOf(Hotkey miner) {
        return hotkey.equals(Optional.of(miner));
    }

    ShardResult asStored() {
        return new ShardResult(hotkey, lease, hashes, true);
    }
}
