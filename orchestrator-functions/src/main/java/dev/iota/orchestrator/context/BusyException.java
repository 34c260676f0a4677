package dev.iota.orchestrator.context;

/** Other writers were faster every time; the queue will deliver the message again. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusyException(String what) {
        super("%s is being changed by others; tried again too often".formatted(what));
    }
}
