package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;

/** Where work for miners goes. */
public interface MinerInboxes {
    /**
     * Sends work.
     *
     * @param registration whose inbox it is
     * @param at when it leaves the orchestrator, in microseconds
     */
    void send(int miner, long registration, Assignment work, long at);

    /** Tells a miner what the end of an epoch asks of it; the same. */
    void tell(int miner, long registration, Notice notice, long at);

    /** What the end of an epoch asks of a miner: the orchestrator's messages of these names. */
    sealed interface Notice {
        int epoch();

        /** Upload what you trained. */
        record Collect(int epoch) implements Notice {}

        /** Merge a shard of the uploads of a stage, your own or another one. */
        record Merge(int epoch, int stage, int part, long reads, long writes) implements Notice {}

        /** Load what this epoch begins with. */
        record Load(int epoch) implements Notice {}

        /** Register again, for another stage. */
        record Move(int epoch) implements Notice {}
    }

    /**
     * A hop that a miner is given.
     *
     * @param leased the microbatch with the lease
     * @param badInput whether what it reads is not what its producer said
     */
    record Assignment(Microbatch leased, Lease lease, boolean badInput) {}
}
