package dev.iota.core.api;

import dev.iota.core.base.Sha256;
import java.util.List;

/**
 * {@code POST /v1/upload}: announce what is going to be uploaded at the end of an epoch's training. Asked again with
 * the same words it gets the same places again.
 *
 * @param session secret of the session
 * @param parts the objects that it consists of, as {@link dev.iota.core.merge.upload.UploadSpec#parts} cuts it
 * @param manifest the {@link dev.iota.core.merge.upload.Manifest}
 */
public record UploadRequest(String session, int epoch, int stage, List<Announced> parts, Announced manifest) {

    /** An object, before it is stored. */
    public record Announced(long bytes, String sha256) {
        public Announced {
            Sha256.require(sha256, "sha256");
        }
    }

    public UploadRequest {
        parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
        return "UploadRequest[epoch=%d, stage=%d, parts=%s, manifest=%s]".formatted(epoch, stage, parts, manifest);
    }
}
