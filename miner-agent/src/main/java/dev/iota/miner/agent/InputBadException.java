package dev.iota.miner.agent;

/** An object that was to be read is missing, or is not what was declared. */
final class InputBadException extends Exception {
    private static final long serialVersionUID = 1L;

    InputBadException(String reason) {
        super(reason);
    }
}
