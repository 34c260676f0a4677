package dev.iota.local.simulator.plane;

import dev.iota.core.wire.Event;

/** What a miner sends to the event queue. */
public sealed interface PlaneEvent {
    int miner();

    /**
     * An answer to a hop.
     *
     * @param rubbish whether what was stored with it is not what it says
     */
    record HopAnswer(int miner, Event.OfHop event, boolean rubbish) implements PlaneEvent {}

    /** A step, with so many microbatches in it. */
    record StepReport(int miner, long registration, int epoch, int step, int entries) implements PlaneEvent {}

    /** An upload that is stored: of the steps of this registration, and of those that it resumed. */
    record Uploaded(int miner, long registration, int epoch, int steps) implements PlaneEvent {}

    /** What an owner had to merge is stored. */
    record Merged(int miner, int epoch, int stage, int part) implements PlaneEvent {}

    /** Something that nobody asked for, and that means nothing. */
    record Noise(int miner) implements PlaneEvent {}
}
