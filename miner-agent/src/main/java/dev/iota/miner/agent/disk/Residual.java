package dev.iota.miner.agent.disk;

import dev.iota.agent.home.BlockFile;
import dev.iota.agent.home.PrivateFiles;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.ErrorFeedback;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a lossy codec left behind, on the miner's disk, since it is as large as the stage: r of an epoch, and r' while
 * its upload is not settled. It outlives snapshots, which are of one epoch. A miner without a file for its epoch has a
 * residual of zero: one that joins, or that missed the checkpoint which says whether its last upload was merged. See
 * {@link ErrorFeedback}.
 */
public final class Residual {
    private final Path folder;
    private final Codec codec;
    private final BlockLayout layout;

    /** @param stage folder of the run and the stage in the miner's home */
    public Residual(Path stage, Codec codec, BlockLayout layout) {
        this.folder = stage.resolve("residual");
        this.codec = codec;
        this.layout = layout;
    }

    private Path current(int epoch) {
        return folder.resolve("epoch-%d.f32".formatted(epoch));
    }

    private Path pending(int epoch) {
        return folder.resolve("epoch-%d.next.f32".formatted(epoch));
    }

    /**
     * Encodes a block of the upload of an epoch. Encoding it again starts from the same residual.
     *
     * @param values of which the first {@code length} count
     */
    public byte[] encode(int epoch, int block, float[] values, int length) throws IOException {
        PrivateFiles.directories(folder);
        var one = new ErrorFeedback(
                codec,
                new BlockLayout(length),
                new float[][] {read(current(epoch), block, length)},
                new float[][] {new float[length]},
                OptionalInt.empty());
        var encoded = one.encode(epoch, 0, values);
        BlockFile.write(pending(epoch), layout.first(block) * Float.BYTES, bytes(one.next(0)));
        return encoded;
    }

    /**
     * Ends the epoch before {@code next}, which says whether the upload of {@code hotkey} was merged; doing it again
     * changes nothing.
     */
    public void settle(StageCheckpoint next, Hotkey hotkey) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        var epoch = next.epoch() - 1;
        var settled = current(next.epoch());
        if (!Files.exists(settled)) {
            var merged = next.kept().stream().anyMatch(kept -> kept.hotkey().equals(hotkey));
            var residual = merged ? pending(epoch) : current(epoch);
            if (Files.exists(residual)) {
                Files.move(residual, settled, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        try (var files = Files.list(folder)) {
            var kept = List.of(settled, pending(next.epoch()));
            for (var file : files.filter(file -> !kept.contains(file)).toList()) {
                Files.delete(file);
            }
        }
        PrivateFiles.sync(folder);
    }

    private float[] read(Path file, int block, int length) throws IOException {
        var values = new float[length];
        if (Files.exists(file)) {
            ByteBuffer.wrap(BlockFile.read(file, layout.first(block) * Float.BYTES, length * Float.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        }
        return values;
    }

    private static byte[] bytes(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
