package dev.iota.orchestrator;

/** Other writers were faster every time; the queue will deliver the message again. */
final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException(String what) {
        super("%s is being changed by others; tried again too often".formatted(what));
    }
}
