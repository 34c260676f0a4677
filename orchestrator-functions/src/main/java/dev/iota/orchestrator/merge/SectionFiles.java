package dev.iota.orchestrator.merge;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.BlockWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Blocks of a shard that the merge function made, on its disk: one file for each section, and its hash. */
final class SectionFiles implements BlockWriter, AutoCloseable {
    private final List<Section> sections = new ArrayList<>();

    private record Section(Path file, OutputStream out, MessageDigest digest) {}

    SectionFiles(int count) throws IOException {
        for (var i = 0; i < count; i++) {
            var file = Files.createTempFile("section", ".f32");
            sections.add(new Section(file, Files.newOutputStream(file), Sha256.digest()));
        }
    }

    @Override
    public void write(int section, int block, byte[] bytes) throws IOException {
        var to = sections.get(section);
        to.out().write(bytes);
        to.digest().update(bytes);
    }

    /** The blocks of a section, one after the other; nothing is written to it any more. */
    Path file(int section) throws IOException {
        sections.get(section).out().close();
        return sections.get(section).file();
    }

    /** SHA-256 of the file; asked once. */
    String sha256(int section) {
        return HexFormat.of().formatHex(sections.get(section).digest().digest());
    }

    @Override
    public void close() throws IOException {
        for (var section : sections) {
            section.out().close();
            Files.deleteIfExists(section.file());
        }
    }
}
