package dev.iota.cloud.object;

import dev.iota.cloud.shape.Resources;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;

/**
 * Keys of objects. After the prefix that a lifecycle rule goes by, a key begins with a hash, so that writes spread over
 * the store's partitions; it ends with the lease that wrote it, so that nothing accepted is ever overwritten.
 */
public final class ObjectKeys {
    /** What miners uploaded: removed some epochs later, unless it is what was published. */
    public static final String UPLOAD_PREFIX = "upload/";

    /** Blocks of published states. */
    public static final String STATE_PREFIX = "state/";

    /** Checkpoints: what the blocks of a published state are. */
    public static final String CHECKPOINT_PREFIX = "checkpoint/";

    /** What miners earned, and the work that it is for: kept for ever. */
    public static final String LEDGER_PREFIX = "ledger/";

    private static final int HASH_DIGITS = 4;

    /** What is known of who raises the loss, after each epoch: kept for ever. */
    public static final String CLASP_PREFIX = "clasp/";

    private ObjectKeys() {}

    /** The output of a stage's forward. */
    public static String activation(String run, int epoch, long microbatch, int stage, String lease) {
        return hop(run, epoch, microbatch) + "/%d-F-%s".formatted(stage, lease);
    }

    /** The gradient of a stage's input. */
    public static String gradient(String run, int epoch, long microbatch, int stage, String lease) {
        return hop(run, epoch, microbatch) + "/%d-B-%s".formatted(stage, lease);
    }

    /** What is kept of a confirmed audit. */
    public static String evidence(String audit, String what) {
        return Resources.EVIDENCE_PREFIX + audit.substring(0, HASH_DIGITS) + "/" + audit + "/" + what;
    }

    /** What an audit of an epoch needs besides hops: it goes like a hop, if nobody removes it. */
    public static String audited(String run, int epoch, String audit, String what) {
        return Resources.HOP_PREFIX
                + audit.substring(0, HASH_DIGITS)
                + "/%s/%d/%s/%s".formatted(run, epoch, audit, what);
    }

    /** A section of an upload. */
    public static String uploaded(String run, int epoch, int stage, Hotkey hotkey, String lease, int section) {
        return upload(run, epoch, stage, hotkey, lease) + "/" + section;
    }

    /** The manifest of an upload. */
    public static String manifest(String run, int epoch, int stage, Hotkey hotkey, String lease) {
        return upload(run, epoch, stage, hotkey, lease) + "/manifest";
    }

    /** The plan of a round, or where the objects of a checkpoint can be read, by what it says. */
    public static String round(String sha256) {
        return Resources.ROUND_PREFIX + sha256.substring(0, HASH_DIGITS) + "/" + sha256;
    }

    /** What a miner says that a merged shard is. */
    public static String result(String run, int epoch, int stage, int shard, String lease) {
        var rest = "%s/%d/%d/%d-%s".formatted(run, epoch, stage, shard, lease);
        return Resources.ROUND_PREFIX + hash(rest) + "/" + rest;
    }

    /** Consecutive blocks of one section of a published state, by their place and what they hold. */
    public static String state(String run, int epoch, int stage, int section, int firstBlock, String sha256) {
        var rest = "%s/%d/%d/%d-%d-%s".formatted(run, epoch, stage, section, firstBlock, sha256);
        return STATE_PREFIX + hash(rest) + "/" + rest;
    }

    /** A checkpoint, by what it says. */
    public static String checkpoint(String sha256) {
        return CHECKPOINT_PREFIX + sha256.substring(0, HASH_DIGITS) + "/" + sha256;
    }

    /** The ledger of an epoch: to be found by its number. */
    public static String ledger(int epoch) {
        return LEDGER_PREFIX + "%06d.json".formatted(epoch);
    }

    /** What is known of pathways after an epoch: to be found by its number. */
    public static String clasp(int epoch) {
        return CLASP_PREFIX + "%06d.json".formatted(epoch);
    }

    /** The accepted work of a stage in an epoch, by what it says. */
    public static String receipts(int epoch, int stage, String sha256) {
        return LEDGER_PREFIX + "receipts/%06d-%d-%s.json".formatted(epoch, stage, sha256);
    }

    private static String upload(String run, int epoch, int stage, Hotkey hotkey, String lease) {
        var rest = "%s/%d/%d/%s-%s".formatted(run, epoch, stage, hotkey, lease);
        return UPLOAD_PREFIX + hash(rest) + "/" + rest;
    }

    private static String hop(String run, int epoch, long microbatch) {
        var rest = "%s/%d/%d".formatted(run, epoch, microbatch);
        return Resources.HOP_PREFIX + hash(rest) + "/" + rest;
    }

    private static String hash(String text) {
        return Sha256.hex(text).substring(0, HASH_DIGITS);
    }
}
