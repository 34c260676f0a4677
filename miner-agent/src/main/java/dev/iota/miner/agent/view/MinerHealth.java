package dev.iota.miner.agent.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a miner is, as {@code /health} shows it.
 *
 * @param at when somebody looked
 * @param phase REGISTERING, STARTING, WORKING, ENDING or ENDED
 * @param hotkey empty until the key is loaded
 * @param stage −1 until it is assigned
 * @param stages of the run; 0 until a stage is assigned
 * @param epoch whose weights it has; −1 until it has any
 * @param step number of the open step, 0 until there is one
 * @param registration 0 until it is registered
 * @param heartbeat whether the orchestrator answered the last heartbeat
 * @param trouble what goes wrong, empty where nothing does
 * @param utilisation part of the time since the start that the device was busy
 * @param device that computes; none until a stage is assigned
 * @param doing what the device computes; none while it waits
 * @param waitsFor none while the device computes
 * @param receipts the last hops that it answered, the newest first
 * @param orchestrator what the API of the run said of it last; none where it did not say anything
 */
public record MinerHealth(
        Instant at,
        String phase,
        String hotkey,
        String run,
        int stage,
        int stages,
        int epoch,
        int step,
        long registration,
        boolean heartbeat,
        String trouble,
        double utilisation,
        Optional<Post.Device> device,
        Queue queue,
        Optional<Speed> speed,
        Optional<String> doing,
        Optional<ShownWait> waitsFor,
        Steps steps,
        List<HopReceipt> receipts,
        Optional<Told> orchestrator) {
    public MinerHealth {
        receipts = List.copyOf(receipts);
    }

    /**
     * Work of a miner.
     *
     * @param slots microbatches that it can hold
     * @param held hops that are not answered yet
     * @param fetching of these, those whose inputs are on their way
     * @param toCompute that wait for the device
     * @param storing whose outputs are on their way
     * @param awaitedGradients of microbatches that other stages have
     * @param shards of a merge
     */
    public record Queue(
            int slots, int held, int fetching, int toCompute, int storing, int awaitedGradients, int shards) {}

    /**
     * How fast the device is while it computes, over its last hops.
     *
     * @param percentOfBench of the speed that {@code bench} measured; none without a bench of this device
     * @param bench what it is compared with
     */
    public record Speed(
            double tokensPerSecond, double gigaflops, Optional<Double> percentOfBench, Optional<OwnBench> bench) {}

    /**
     * Optimiser steps of this process.
     *
     * @param taken so far
     * @param unconfirmed of this epoch, which the orchestrator does not have on record yet
     */
    public record Steps(long taken, int unconfirmed) {}
}
