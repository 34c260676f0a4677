package dev.iota.core.epoch;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.UploadSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What an upload must be.
 *
 * @param spec of every upload of the stage
 */
public record UploadRules(UploadSpec spec) {
    /** Bytes of one block's hash in a manifest, with quotes and comma, and some. */
    private static final int HASH_BYTES = 70;

    /** Bytes of everything else of a manifest, its step log above all: fifty thousand microbatches. */
    private static final int LOG_BYTES = 1 << 20;

    /**
     * What is wrong with an announcement, if something is.
     *
     * @param parts bytes of each
     * @param manifest bytes of it
     */
    public Optional<String> flawOf(List<Long> parts, long manifest) {
        var wanted = spec.parts().stream().map(UploadSpec.Part::bytes).toList();
        if (!parts.equals(wanted)) {
            return Optional.of("parts of %s bytes; wanted %s".formatted(parts, wanted));
        }
        var longest =
                (long) HASH_BYTES * spec.payload().sections() * spec.layout().blocks() + LOG_BYTES;
        return manifest < 1 || manifest > longest
                ? Optional.of("a manifest of %d bytes; wanted 1 to %d".formatted(manifest, longest))
                : Optional.empty();
    }

    /**
     * What is wrong with a stored manifest, if something is.
     *
     * @param announced SHA-256 of the manifest that was announced
     * @param signed SHA-256 that its miner signed
     */
    public Optional<String> flawOf(byte[] manifest, String announced, String signed, Hotkey miner) {
        if (!Sha256.hex(manifest).equals(signed) || !signed.equals(announced)) {
            return Optional.of("the manifest is not the one that was announced and signed");
        }
        try {
            return Manifest.read(new String(manifest, StandardCharsets.UTF_8)).differenceFrom(spec, miner);
        } catch (MalformedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
