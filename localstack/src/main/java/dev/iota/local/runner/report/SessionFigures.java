package dev.iota.local.runner.report;

import java.util.OptionalDouble;

/**
 * What the runner measured while it trained, from its start to its end.
 *
 * @param seconds of training
 * @param secondsToFirstLoss from the start of the command; empty if there was no loss
 * @param memory of its processes
 */
public record SessionFigures(double seconds, OptionalDouble secondsToFirstLoss, ResidentMemory memory) {}
