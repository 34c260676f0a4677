package dev.iota.orchestrator;

import dev.iota.core.merge.BlockWriter;
import dev.iota.core.wire.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** Blocks that the merge function made, on its disk, one file for each section; and the hash of all blocks of the shard so far. */
final class MergeSlice implements BlockWriter, AutoCloseable {
    private final List<Section> sections = new ArrayList<>();

    /** @param whole a digest whose state can be taken along to the next slice */
    private record Section(Path file, OutputStream out, MessageDigest slice, SHA256Digest whole) {}

    /** @param digests what {@link #digests} gave after the slice before; empty for the first */
    MergeSlice(int count, List<String> digests) throws IOException {
        for (var i = 0; i < count; i++) {
            var file = Files.createTempFile("section", ".f32");
            var whole = digests.isEmpty()
                    ? new SHA256Digest()
                    : new SHA256Digest(Base64.getDecoder().decode(digests.get(i)));
            sections.add(new Section(file, Files.newOutputStream(file), Sha256.digest(), whole));
        }
    }

    @Override
    public void write(int section, int block, byte[] bytes) throws IOException {
        var to = sections.get(section);
        to.out().write(bytes);
        to.slice().update(bytes);
        to.whole().update(bytes, 0, bytes.length);
    }

    Path file(int section) throws IOException {
        sections.get(section).out().close();
        return sections.get(section).file();
    }

    /** SHA-256 of the file; asked once. */
    String sliceHash(int section) {
        return HexFormat.of().formatHex(sections.get(section).slice().digest());
    }

    /** Where the hashes of the whole sections stand. */
    List<String> digests() {
        return sections.stream()
                .map(section ->
                        Base64.getEncoder().encodeToString(section.whole().getEncodedState()))
                .toList();
    }

    /** SHA-256 of all blocks of each section; asked once. */
    List<String> objectHashes() {
        return sections.stream()
                .map(section -> {
                    var hash = new byte[section.whole().getDigestSize()];
                    section.whole().doFinal(hash, 0);
                    return HexFormat.of().formatHex(hash);
                })
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (var section : sections) {
            section.out().close();
            Files.deleteIfExists(section.file());
        }
    }
}
