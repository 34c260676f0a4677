package dev.iota.miner.agent.compute;

import dev.iota.core.epoch.StageCheckpoint;
import java.nio.file.Path;

/**
 * What an epoch begins from, on the disk and checked.
 *
 * @param state sections of the checkpoint, one after the other, as many as the miner needs
 */
public record EpochState(StageCheckpoint checkpoint, Path state) {}
