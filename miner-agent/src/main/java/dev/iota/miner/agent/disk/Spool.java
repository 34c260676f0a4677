package dev.iota.miner.agent.disk;

import dev.iota.agent.home.BlockFile;
import dev.iota.core.api.UploadRequest.Announced;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.UploadSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A miner's own upload on its disk, complete: it is announced, sent, and read again when shards of it are merged here.
 *
 * @param parts length and SHA-256 of each part, a file of its own
 */
public record Spool(Path folder, Manifest manifest, List<Announced> parts) {
    /** Written last: with it, the upload is complete. */
    public static final String MANIFEST = "manifest.json";

    public Spool {
        parts = List.copyOf(parts);
    }

    public static Path part(Path folder, int part) {
        return folder.resolve("part-%d.bin".formatted(part));
    }

    /**
     * The upload that an earlier process left, if it is whole: every block is hashed again.
     *
     * @return none if there is none, or it is damaged, or of another miner, or not what is wanted
     */
    public static Optional<Spool> open(Path folder, UploadSpec wanted, Hotkey hotkey) throws IOException {
        try {
            var manifest = Manifest.read(Files.readString(folder.resolve(MANIFEST)));
            if (manifest.differenceFrom(wanted, hotkey).isPresent()) {
                return Optional.empty();
            }
            var parts = new ArrayList<Announced>();
            for (var part : wanted.parts()) {
                parts.add(announced(folder, manifest, part));
            }
            return Optional.of(new Spool(folder, manifest, parts));
        } catch (NoSuchFileException | MalformedException e) {
            return Optional.empty();
        }
    }

    private static Announced announced(Path folder, Manifest manifest, UploadSpec.Part part) throws IOException {
        var spec = manifest.spec();
        var digest = Sha256.digest();
        var section = part.section();
        try (var in = Files.newInputStream(part(folder, spec.part(section, part.firstBlock())))) {
            for (var block = part.firstBlock(); block < part.firstBlock() + part.blocks(); block++) {
                var bytes = in.readNBytes(spec.codec().bytes(spec.layout().length(block)));
                if (!Sha256.hex(bytes).equals(manifest.hash(section, block))) {
                    throw new MalformedException("block %d of section %d is damaged".formatted(block, section));
                }
                digest.update(bytes);
            }
        }
        return new Announced(part.bytes(), HexFormat.of().formatHex(digest.digest()));
    }

    /** The manifest's bytes as they are stored. */
    public byte[] manifestBytes() {
        return manifest.write().getBytes(StandardCharsets.UTF_8);
    }

    public Announced announcedManifest() {
        return new Announced(manifestBytes().length, manifest.sha256());
    }

    public Path part(int part) {
        return part(folder, part);
    }

    /** An encoded block. */
    public byte[] block(int section, int block) throws IOException {
        var spec = manifest.spec();
        return BlockFile.read(
                part(spec.part(section, block)),
                spec.offsetInPart(block),
                spec.codec().bytes(spec.layout().length(block)));
    }
}
