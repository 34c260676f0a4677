package dev.iota.local.cloud.access;

/** A request that is not answered because of who sent it. */
public final class DeniedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code AWS's name of the reason
     * @param message for whoever sent it
     */
    public DeniedException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
