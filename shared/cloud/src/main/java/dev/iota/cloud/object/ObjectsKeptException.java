package dev.iota.cloud.object;

/** The store was asked to delete objects, and kept some. */
public final class ObjectsKeptException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ObjectsKeptException(String message) {
        super(message);
    }
}
