package dev.iota.core.epoch;

import dev.iota.core.base.Sha256;

/**
 * An object whose content is known.
 *
 * @param key of the object
 */
public record StoredObject(String key, long bytes, String sha256) {
    public StoredObject {
        Sha256.require(sha256, "sha256");
    }
}
