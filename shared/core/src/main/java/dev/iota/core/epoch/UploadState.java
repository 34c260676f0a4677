package dev.iota.core.epoch;

import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * An upload that a miner announced.
 *
 * @param lease names the announcement; keys carry it
 * @param parts its objects, as {@link dev.iota.core.merge.upload.UploadSpec#parts} cuts it
 * @param accepted whether it is stored and its manifest is what was asked for
 */
public record UploadState(
        int epoch,
        int stage,
        Hotkey hotkey,
        String lease,
        List<StoredObject> parts,
        StoredObject manifest,
        boolean accepted,
        long version)
        implements EpochPart {
    public UploadState {
        parts = List.copyOf(parts);
    }

    /** The same, accepted. */
    public UploadState asAccepted() {
        return new UploadState(epoch, stage, hotkey, lease, parts, manifest, true, version + 1);
    }
}
