package dev.iota.local.runner.failure;

/** Somebody asked to stop before there was anything to finish. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
