package dev.iota.local.runner.failure;

/** Exit statuses of {@code ./iota train}, each with what it means: the help of the command is made of these. */
public final class RunExit {
    public static final int TRAINED = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int PARTLY = 3;
    public static final int DIVERGED = 4;

    /** What shells expect of a program that was stopped by Ctrl-C. */
    public static final int STOPPED = 130;

    public static final String TRAINED_MEANS = "trained: everything happened that should have happened";
    public static final String FAILED_MEANS = "failed, or a person has to put something right first";
    public static final String USAGE_MEANS = "the command line is wrong";
    public static final String PARTLY_MEANS =
            "partly: there are weights, but something that should have happened" + " did not; the warnings say what";
    public static final String DIVERGED_MEANS = "diverged: the loss is not finite or far too high; --resume DIR"
            + " --rate R goes on from the last good epoch";
    public static final String STOPPED_MEANS = "stopped before training began, or at once by a second signal";

    private RunExit() {}
}
