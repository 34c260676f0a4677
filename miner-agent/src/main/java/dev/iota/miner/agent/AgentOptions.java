package dev.iota.miner.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the miners of a process run.
 *
 * @param home folder of keys, sessions and snapshots
 * @param miners in this process
 * @param snapshotEvery time from one snapshot to the next
 * @param patient whether to wait while an earlier session of the same hotkey lives
 * @param shared what they take of their memory
 */
public record AgentOptions(
        Target target,
        Path home,
        int miners,
        Resources resources,
        Duration snapshotEvery,
        boolean patient,
        SharedMemory shared) {

    public AgentOptions(
            Target target, Path home, int miners, Resources resources, Duration snapshotEvery, boolean patient) {
        this(target, home, miners, resources, snapshotEvery, patient, new SharedMemory(miners + resources.beside()));
    }

    public AgentOptions {
        if (miners < 1 || snapshotEvery.isNegative()) {
            throw new IllegalArgumentException(
                    "miners %d must be positive, and snapshotEvery %s not negative".formatted(miners, snapshotEvery));
        }
    }

    /**
     * What the miners take part in.
     *
     * @param orchestrator base of the HTTP API
     * @param run its name, which every request's signature covers
     */
    public record Target(URI orchestrator, String run) {}

    /**
     * What the miners may use.
     *
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @param threads CPU threads of one tensor operation of one miner
     * @param memory that the miners may use together, with those of {@code beside}
     * @param beside miners of other processes of this machine
     */
    public record Resources(String device, int threads, MemoryLimit memory, int beside) {
        public Resources {
            if (threads < 1 || beside < 0) {
                throw new IllegalArgumentException(
                        "threads %d must be positive, beside %d not negative".formatted(threads, beside));
            }
        }
    }

    /** Home of one miner of the process, counted from 0. */
    public Path homeOf(int miner) {
        return home.resolve("miner-" + miner);
    }
}
