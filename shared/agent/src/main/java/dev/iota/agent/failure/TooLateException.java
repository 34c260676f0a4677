package dev.iota.agent.failure;

/** The object store takes the URL no more, or did not answer while it lived: the hop is another's by now. */
public final class TooLateException extends Exception {
    private static final long serialVersionUID = 1L;

    public TooLateException(String reason) {
        super(reason);
    }
}
