package dev.iota.cloud;

import dev.iota.core.wire.Sha256;

/**
 * Keys of objects. After the prefix that a lifecycle rule goes by, a key begins with a hash, so that writes spread over the
 * store's partitions; it ends with the lease that wrote it, so that nothing accepted is ever overwritten.
 */
public final class ObjectKeys {
    private static final int HASH_DIGITS = 4;

    private ObjectKeys() {}

    /** The output of a stage's forward. */
    public static String activation(String run, int epoch, long microbatch, int stage, String lease) {
        return hop(run, epoch, microbatch) + "/%d-F-%s".formatted(stage, lease);
    }

    /** The gradient of a stage's input. */
    public static String gradient(String run, int epoch, long microbatch, int stage, String lease) {
        return hop(run, epoch, microbatch) + "/%d-B-%s".formatted(stage, lease);
    }

    /** A part of a stage's weights. */
    public static String weights(String run, int epoch, int stage, String lease, int part) {
        var rest = "%s/%d/%d/%s".formatted(run, epoch, stage, lease);
        return "weights/%s/%s/%d".formatted(hash(rest), rest, part);
    }

    private static String hop(String run, int epoch, long microbatch) {
        var rest = "%s/%d/%d".formatted(run, epoch, microbatch);
        return Resources.HOP_PREFIX + hash(rest) + "/" + rest;
    }

    private static String hash(String text) {
        return Sha256.hex(text).substring(0, HASH_DIGITS);
    }
}
