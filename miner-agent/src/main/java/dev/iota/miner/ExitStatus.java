package dev.iota.miner;

/** Exit statuses of the program, beside those of {@link dev.iota.miner.agent.failure.AgentException.Kind}. */
final class ExitStatus {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int DOES_NOT_FIT = 3;

    private ExitStatus() {}
}
