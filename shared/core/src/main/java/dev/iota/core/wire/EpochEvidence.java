package dev.iota.core.wire;

import java.util.List;

/**
 * What a miner did in a whole epoch, from the published state to its upload.
 *
 * @param script an {@link EpochScript}: every step and every hop in it
 * @param manifest of the upload, whose text has the SHA-256 that the miner signed
 * @param parts objects of the upload, as {@link dev.iota.core.merge.upload.UploadSpec#parts} cuts it
 */
public record EpochEvidence(Source script, Source manifest, List<Source> parts) implements AuditMaterial {
    public EpochEvidence {
        parts = List.copyOf(parts);
    }
}
