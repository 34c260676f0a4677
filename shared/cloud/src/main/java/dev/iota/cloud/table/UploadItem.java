package dev.iota.cloud.table;

import dev.iota.cloud.object.StoredObject;
import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * An upload that a miner announced.
 *
 * @param lease names the announcement; keys carry it
 * @param sections one object each
 * @param accepted whether it is stored and its manifest is what was asked for
 */
public record UploadItem(
        int epoch,
        int stage,
        Hotkey hotkey,
        String lease,
        List<StoredObject> sections,
        StoredObject manifest,
        boolean accepted,
        long version)
        implements EpochRow {
    public UploadItem {
        sections = List.copyOf(sections);
    }

    @Override
    public EpochKey key() {
        return EpochKey.upload(epoch, stage, hotkey);
    }

    /** The same, accepted. */
    public UploadItem asAccepted() {
        return new UploadItem(epoch, stage, hotkey, lease, sections, manifest, true, version + 1);
    }
}
