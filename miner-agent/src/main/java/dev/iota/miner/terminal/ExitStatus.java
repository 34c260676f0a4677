package dev.iota.miner.terminal;

/** Exit statuses of the program, beside those of {@link dev.iota.agent.failure.AgentException.Kind}. */
public final class ExitStatus {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    static final int DOES_NOT_FIT = 3;

    private ExitStatus() {}
}
