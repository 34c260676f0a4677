package dev.iota.core.api;

/** How far a snapshot goes: the steps up to and including {@code step} of the epoch are in it. */
public record SnapshotPoint(int epoch, int stage, int step) {}
