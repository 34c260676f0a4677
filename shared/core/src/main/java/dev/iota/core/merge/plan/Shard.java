package dev.iota.core.merge.plan;

import dev.iota.core.identity.Hotkey;

/**
 * A range of whole blocks of a stage with the two miners that merge it.
 *
 * @param index counts the shards of a plan from 0
 * @param firstBlock of the range
 * @param blocks in the range, at least one
 * @param first one owner
 * @param second the other owner
 */
public record Shard(int index, int firstBlock, int blocks, Hotkey first, Hotkey second) {
    public Shard {
        if (index < 0 || firstBlock < 0 || blocks < 1 || blocks > Integer.MAX_VALUE - firstBlock) {
            throw new IllegalArgumentException("shard %d has %d blocks from block %d; wanted at least one from 0 on"
                    .formatted(index, blocks, firstBlock));
        }
    }

    public boolean isOwnedBy(Hotkey hotkey) {
        return first.equals(hotkey) || second.equals(hotkey);
    }

    /** One past the last block. */
    public int endBlock() {
        return firstBlock + blocks;
    }
}
