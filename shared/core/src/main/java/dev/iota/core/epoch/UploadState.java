package dev.iota.core.epoch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.step.Resumptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An upload that a miner announced.
 *
 * @param lease names the announcement; keys carry it
 * @param parts its objects, as {@link dev.iota.core.merge.upload.UploadSpec#parts} cuts it
 * @param standing who made it, and whether it is there
 */
public record UploadState(
        int epoch,
        int stage,
        Hotkey hotkey,
        String lease,
        List<StoredObject> parts,
        StoredObject manifest,
        Standing standing,
        long version)
        implements EpochPart {
    public UploadState {
        parts = List.copyOf(parts);
    }

    /**
     * How an upload stands.
     *
     * @param registration of its miner when it was announced
     * @param early whether the epoch still trained then: its miner leaves
     * @param last step that it contains, once it is stored and its manifest is what was asked for
     * @param outdated keys of earlier uploads of the miner in this epoch, which go with this one
     */
    public record Standing(long registration, boolean early, Optional<Integer> last, List<String> outdated) {
        public Standing {
            outdated = List.copyOf(outdated);
        }
    }

    /** Keys of all objects that were stored for it. */
    public Stream<String> keys() {
        return Stream.concat(
                Stream.concat(parts.stream(), Stream.of(manifest)).map(StoredObject::key),
                standing.outdated().stream());
    }

    /** Whether it is stored and its manifest is what was asked for. */
    public boolean accepted() {
        return standing.last().isPresent();
    }

    /**
     * Whether its miner still has what it uploaded: what a later registration lost was given back while the epoch
     * trained, and would count twice. From when uploads are collected on nothing is given back before they are merged.
     */
    public boolean isKept(Resumptions resumptions) {
        return !standing.early()
                || resumptions.survives(
                        standing.registration(), epoch, standing.last().orElse(0));
    }

    /** Whether its miner came back since it left: it may have more by now. */
    public boolean isOvertaken(long registration) {
        return standing.early() && registration != standing.registration();
    }

    /**
     * The same, accepted.
     *
     * @param last step that it contains
     */
    public UploadState asAccepted(int last) {
        return standing(
                new Standing(standing.registration(), standing.early(), Optional.of(last), standing.outdated()));
    }

    /** The same, of a later registration that has no more than it. */
    public UploadState takenOver(long registration) {
        return standing(new Standing(registration, false, standing.last(), standing.outdated()));
    }

    private UploadState standing(Standing next) {
        return new UploadState(epoch, stage, hotkey, lease, parts, manifest, next, version + 1);
    }
}
