package dev.iota.core.audit;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a hop or a merged shard is audited, or a miner watched for an epoch: HMAC-SHA256 under the secret of the
 * epoch, over what names it. Nobody can tell before the secret is shown, at the end of the epoch; then anybody can
 * check. A handler that dies and is called again draws the same.
 *
 * @param id of the audit: 128 bits of the code, from which nobody sees what is audited
 * @param value in [0, 1), from 53 other bits of it
 */
public record AuditDraw(String id, double value) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 16;
    private static final int MANTISSA = 53;

    /**
     * Draws for one hop.
     *
     * @param secret of the epoch, in hexadecimal: {@link dev.iota.core.epoch.Epoch.Start#secret}
     * @param lease under which its backward was done
     */
    public static AuditDraw ofHop(String secret, String run, int epoch, long microbatch, int stage, String lease) {
        return of(secret, "iota-audit-hop-1\n%s/%d/%d/%d/%s".formatted(run, epoch, microbatch, stage, lease));
    }

    /** Draws for a miner of a stage, and all that it does in an epoch. */
    public static AuditDraw ofMiner(String secret, String run, int epoch, int stage, Hotkey hotkey) {
        return of(secret, "iota-audit-epoch-1\n%s/%d/%d/%s".formatted(run, epoch, stage, hotkey));
    }

    /** Draws for a shard of a stage that miners merged at the end of an epoch. */
    public static AuditDraw ofShard(String secret, String run, int epoch, int stage, int shard) {
        return of(secret, "iota-audit-shard-1\n%s/%d/%d/%d".formatted(run, epoch, stage, shard));
    }

    private static AuditDraw of(String secret, String named) {
        var code = code(HexFormat.of().parseHex(secret), named.getBytes(StandardCharsets.UTF_8));
        var bits = ByteBuffer.wrap(code, ID_BYTES, Long.BYTES).getLong() >>> (Long.SIZE - MANTISSA);
        return new AuditDraw(HexFormat.of().formatHex(code, 0, ID_BYTES), bits * 0x1p-53);
    }

    private static byte[] code(byte[] secret, byte[] text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    /** Whether it is drawn where the share is {@code rate}. */
    public boolean isBelow(double rate) {
        return value < rate;
    }

    /**
     * The share of a miner's hops that is drawn: that of the run, or more.
     *
     * @param backwards that were accepted from it before
     * @param suspected whether something speaks against it
     */
    public static double rate(AuditSpec spec, long backwards, boolean suspected) {
        var newcomer = backwards < spec.newcomerHops() ? spec.newcomerFactor() : 1;
        return Math.min(1, spec.share() * Math.max(newcomer, suspected ? spec.suspectFactor() : 1));
    }

    /** No miner's hops are drawn more often. */
    public static double highestRate(AuditSpec spec) {
        return Math.min(1, spec.share() * Math.max(spec.newcomerFactor(), spec.suspectFactor()));
    }

    /**
     * Whether others know the weights that a hop used: in a run whose step is the merge's every hop, otherwise those
     * that go into the first step of an epoch.
     *
     * @param step that the hop goes into, counted from 1 within the epoch
     */
    public static boolean isAtPublishedState(EpochSpec epochs, int step) {
        return epochs.isStepOfMerge() || step == 1;
    }
}
