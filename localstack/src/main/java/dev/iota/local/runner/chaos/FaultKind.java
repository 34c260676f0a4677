package dev.iota.local.runner.chaos;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** What can happen to a process. */
enum FaultKind {
    /** It is ended at once, as the kernel ends what uses too much memory. */
    KILL,
    /** It stands still for 90 s, as a laptop does whose lid is closed. */
    STOP,
    /** Its disk is full for a while. */
    DISK,
    /** It may use hardly more memory than it has. */
    MEMORY,
    /** Everybody's line to the cloud is thin. */
    LINE,
    /** Its clock is wrong. */
    CLOCK,
    /** Something between it and the orchestrator answers in the orchestrator's place. */
    GATEWAY,
    /** The terminal that it was started from is closed. */
    HUP,
    /** It is asked to end, together with its process group. */
    TERM;

    /** Whether there is a cell for this fault and this process. */
    boolean hits(String process) {
        return switch (this) {
            case KILL, STOP, DISK, MEMORY, HUP -> !process.equals(Cell.GUEST);
            case LINE -> process.equals(Cell.CLOUD);
            case CLOCK, GATEWAY -> process.equals(Cell.GUEST);
            case TERM -> process.equals(Cell.RUNNER);
        };
    }

    /** @param random chooses what is left open: which answer, how much memory */
    ChaosFault make(RandomGenerator random) {
        return switch (this) {
            case KILL -> SignalFault.kill();
            case STOP -> SignalFault.stop();
            case HUP -> SignalFault.hangUp();
            case TERM -> SignalFault.terminate();
            case DISK -> new DiskFault();
            case MEMORY -> new MemoryFault(random);
            case LINE -> new LineFault();
            case CLOCK -> new ClockFault();
            case GATEWAY -> new GatewayFault(random);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
