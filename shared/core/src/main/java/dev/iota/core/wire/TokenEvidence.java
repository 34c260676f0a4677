package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;

/**
 * The tokens of a hop, and what shows that they are those that the run's data plan names for it: the manifest names the
 * hash of the shard's head, the head has the hash of every record, and the plan says which record it is.
 *
 * @param position in the data plan
 * @param record B × (T+1) token ids
 * @param head of its token shard: header and table of hashes
 * @param manifest the text of the {@link dev.iota.core.data.DataManifest}, which the run's owner tells everybody the
 *     SHA-256 of
 */
public record TokenEvidence(long position, Source record, Source head, Source manifest) {
    public TokenEvidence {
        if (position < 0) {
            throw new MalformedException("data position %d; positions are counted from 0".formatted(position));
        }
    }
}
