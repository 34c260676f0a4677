package dev.iota.local.runner.failure;

/** Somebody asked to stop before there was anything to finish. */
public final class StoppedException extends RuntimeException {
    /** What shells expect of a program that was stopped by Ctrl-C. */
    public static final int EXIT_STATUS = 130;

    private static final long serialVersionUID = 1L;
}
