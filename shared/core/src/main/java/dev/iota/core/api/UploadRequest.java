package dev.iota.core.api;

import dev.iota.core.base.Sha256;
import java.util.List;

/**
 * {@code POST /v1/upload}: announce what is going to be uploaded at the end of an epoch's training. Asked again with
 * the same words it gets the same places again.
 *
 * @param session secret of the session
 * @param sections one object for each section of the payload
 * @param manifest the {@link dev.iota.core.merge.upload.Manifest}
 */
public record UploadRequest(String session, int epoch, int stage, List<Announced> sections, Announced manifest) {

    /** An object, before it is stored. */
    public record Announced(long bytes, String sha256) {
        public Announced {
            Sha256.require(sha256, "sha256");
        }
    }

    public UploadRequest {
        sections = List.copyOf(sections);
    }

    @Override
    public String toString() {
        return "UploadRequest[epoch=%d, stage=%d, sections=%s, manifest=%s]"
                .formatted(epoch, stage, sections, manifest);
    }
}
