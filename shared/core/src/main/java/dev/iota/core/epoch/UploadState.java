package dev.iota.core.epoch;

import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * An upload that a miner announced.
 *
 * @param lease names the announcement; keys carry it
 * @param sections one object each
 * @param accepted whether it is stored and its manifest is what was asked for
 */
public record UploadState(
        int epoch,
        int stage,
        Hotkey hotkey,
        String lease,
        List<StoredObject> sections,
        StoredObject manifest,
        boolean accepted,
        long version)
        implements EpochPart {
    public UploadState {
        sections = List.copyOf(sections);
    }

    /** The same, accepted. */
    public UploadState asAccepted() {
        return new UploadState(epoch, stage, hotkey, lease, sections, manifest, true, version + 1);
    }
}
