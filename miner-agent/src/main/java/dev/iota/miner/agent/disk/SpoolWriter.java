package dev.iota.miner.agent.disk;

import dev.iota.agent.home.PrivateFiles;
import dev.iota.core.api.UploadRequest.Announced;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.model.checkpoint.BlockCutter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes an upload to the disk, block by block as it is encoded. */
public final class SpoolWriter implements AutoCloseable {
    private final Path folder;
    private final UploadSpec spec;
    private final Encoder encoder;
    private final BlockCutter cutter;
    private final List<String> blocks = new ArrayList<>();
    private final List<Announced> parts = new ArrayList<>();
    private OutputStream out = OutputStream.nullOutputStream();
    private java.security.MessageDigest digest = Sha256.digest();

    /** Makes the bytes of a block. */
    @FunctionalInterface
    public interface Encoder {
        /**
         * @param values of which the first {@code length} count
         * @throws IllegalArgumentException if one is not finite, or too large for the codec
         */
        byte[] encode(int section, int block, float[] values, int length) throws IOException;
    }

    /** @param folder emptied first: what is there is no complete upload */
    public SpoolWriter(Path folder, UploadSpec spec, Encoder encoder) throws IOException {
        this.folder = folder;
        this.spec = spec;
        this.encoder = encoder;
        this.cutter = new BlockCutter(spec.layout(), spec.payload().sections(), this::take);
        EpochFolders.remove(folder);
        PrivateFiles.directories(folder);
    }

    /** Takes every section's elements, float32, little-endian, one section after the other. */
    public WritableByteChannel channel() {
        return cutter;
    }

    private void take(int section, int block, float[] values, int length) throws IOException {
        var end = spec.endOfPart(block);
        var part = spec.part(section, block);
        if (part == parts.size() && spec.offsetInPart(block) == 0) {
            out = Files.newOutputStream(Spool.part(folder, part));
        }
        var encoded = encoder.encode(section, block, values, length);
        out.write(encoded);
        digest.update(encoded);
        blocks.add(Sha256.hex(encoded));
        if (block == end - 1) {
            out.close();
            // A digest is as new after it was asked.
            parts.add(
                    new Announced(spec.parts().get(part).bytes(), HexFormat.of().formatHex(digest.digest())));
        }
    }

    /** The complete upload. */
    public Spool finish(Hotkey hotkey, List<LoggedStep> steps) throws IOException {
        if (!cutter.isComplete()) {
            throw new IOException("the upload in %s has %d blocks only".formatted(folder, blocks.size()));
        }
        var manifest = new Manifest(spec, hotkey, steps, blocks);
        PrivateFiles.replace(folder.resolve(Spool.MANIFEST), manifest.write());
        return new Spool(folder, manifest, parts);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
