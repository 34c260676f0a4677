package dev.iota.cloud.shape;

/**
 * Objects below a prefix are deleted some days after they were written.
 *
 * @param prefix beginning of the object's key
 * @param days age at which objects go
 */
public record LifecycleRule(String prefix, int days) {}
