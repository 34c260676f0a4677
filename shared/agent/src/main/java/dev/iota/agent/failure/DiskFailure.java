package dev.iota.agent.failure;

import dev.iota.cloud.process.LocalDisk;
import java.nio.file.Path;

/** An error of the agent's own disk: no waiting mends it, and a person is told which disk and how much is free. */
public final class DiskFailure {
    private DiskFailure() {}

    /**
     * What ends a miner.
     *
     * @param home its folder
     * @param error whatever ended its work
     * @param otherwise if that is not the disk's
     */
    public static AgentException or(Path home, Throwable error, AgentException otherwise) {
        return new LocalDisk(home)
                .fault(error)
                .map(sentence -> new AgentException(AgentException.Kind.DISK, sentence, error))
                .orElse(otherwise);
    }
}
