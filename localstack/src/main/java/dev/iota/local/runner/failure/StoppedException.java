package dev.iota.local.runner.failure;

/** Somebody asked to stop before there was anything to finish. */
public final class StoppedException extends RuntimeException {
    public static final int EXIT_STATUS = RunExit.STOPPED;

    private static final long serialVersionUID = 1L;
}
