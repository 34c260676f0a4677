package dev.iota.local.runner;

/** Somebody asked to stop before there was anything to finish. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
