package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Source;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;

/** An upload in the object store, with the right to read its parts. */
public record UploadParts(UploadSpec spec, List<Source> parts) {
    public UploadParts {
        parts = List.copyOf(parts);
    }

    /** Consecutive blocks of a section, which may lie in two parts; nobody has checked their hashes yet. */
    public byte[] fetch(ObjectReader store, int section, int first, int count, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var bytes = new ByteArrayOutputStream();
        for (var block = first; block < first + count; ) {
            var end = Math.min(first + count, spec.endOfPart(block));
            var length = Math.toIntExact(spec.bytes(block, end - block));
            var source = parts.get(spec.part(section, block));
            bytes.writeBytes(store.get(source, spec.offsetInPart(block), length, deadline));
            block = end;
        }
        return bytes.toByteArray();
    }
}
