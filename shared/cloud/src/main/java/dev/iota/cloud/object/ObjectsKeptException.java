package dev.iota.cloud.object;

import dev.iota.core.base.Explained;

/** The store was asked to delete objects, and kept some. */
public final class ObjectsKeptException extends IllegalStateException implements Explained {
    private static final long serialVersionUID = 1L;

    ObjectsKeptException(String message) {
        super(message);
    }
}
