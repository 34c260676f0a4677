package dev.iota.model.text.packing;

/** Within this package: with the share that was tried nothing like a record is held out. Nothing was stored. */
final class HeldOutTooSmallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HeldOutTooSmallException() {
        super("no record is held out");
    }
}
