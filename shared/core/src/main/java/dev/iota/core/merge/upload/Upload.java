package dev.iota.core.merge.upload;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import java.io.IOException;
import java.util.Optional;

/**
 * An upload as those who merge it see it.
 *
 * @param manifest accepted by the orchestrator
 * @param blocks not trusted: every block is checked against the manifest before it is used
 */
public record Upload(Manifest manifest, BlockReader blocks) {

    public Hotkey hotkey() {
        return manifest.hotkey();
    }

    /** The bytes of a block, if they are what the manifest says. */
    public Optional<byte[]> checked(int section, int block) throws IOException {
        var bytes = blocks.read(section, block);
        return Sha256.hex(bytes).equals(manifest.hash(section, block)) ? Optional.of(bytes) : Optional.empty();
    }
}
