package dev.iota.local.runner.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that happens to a process of a run. {@link CellTrial} calls these in their order, once for each run, but
 * for {@link #tick}.
 */
sealed interface ChaosFault permits ClockFault, DiskFault, GatewayFault, LineFault, MemoryFault, SignalFault {
    /** Why this machine cannot do it, as a sentence; empty if it can. */
    Optional<String> unavailable();

    /** How long it lasts, from {@link #strike} to {@link #lift}. */
    Duration lasts();

    /** What has to be there before the run's folder is. */
    default void prepare(Scene scene) throws IOException {}

    /** What has to be done as soon as the runner is there. */
    default void began(Scene scene) throws IOException, InterruptedException {}

    /** Called often from the runner's start until the fault is lifted. */
    default void tick(Scene scene) throws IOException {}

    /**
     * Lets it happen.
     *
     * @return false if it came too late: the process that it is for has ended
     */
    boolean strike(Scene scene) throws IOException, InterruptedException;

    /** Ends it. */
    default void lift(Scene scene) throws IOException, InterruptedException {}

    /** What was wrong that only this fault can see, a while after it was lifted. */
    default Optional<String> judge(Scene scene) {
        return Optional.empty();
    }

    /** Takes back what {@link #prepare} and {@link #began} did, after every process of the run has ended. */
    default void clear(Scene scene) {}
}
