package dev.iota.cloud;

/**
 * One object of a stage's weights.
 *
 * @param key of the object
 * @param bytes of it
 * @param sha256 of those bytes
 */
public record StoredPart(String key, long bytes, String sha256) {}
