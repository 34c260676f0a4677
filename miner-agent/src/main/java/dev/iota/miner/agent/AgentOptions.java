package dev.iota.miner.agent;

import java.net.URI;
import java.nio.file.Path;

/**
 * How the miners of a process run.
 *
 * @param orchestrator base of the HTTP API
 * @param run name of the run, which every request's signature covers
 * @param home folder of keys, sessions and snapshots
 * @param miners in this process
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param threads CPU threads of one tensor operation of one miner
 * @param memory that the miners may use together
 * @param snapshotEvery steps from one snapshot to the next
 * @param patient whether to wait while an earlier session of the same hotkey lives
 */
public record AgentOptions(
        URI orchestrator,
        String run,
        Path home,
        int miners,
        String device,
        int threads,
        MemoryLimit memory,
        int snapshotEvery,
        boolean patient) {

    public AgentOptions {
        if (miners < 1 || threads < 1 || snapshotEvery < 1) {
            throw new IllegalArgumentException("miners %d, threads %d and snapshotEvery %d must be positive"
                    .formatted(miners, threads, snapshotEvery));
        }
    }

    /** Home of one miner of the process, counted from 0. */
    public Path homeOf(int miner) {
        return home.resolve("miner-" + miner);
    }
}
