package dev.iota.model.audit;

import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.model.checkpoint.EpochChange;
import dev.iota.model.program.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Compares an upload with what came of the same steps, block by block as it comes, and sums up by tensor. Small tensors
 * are counted to the next large one: of a few hundred weights one whose sign is decided by a rounding would be a tenth
 * of the change. Weights differ by rounding alone as far as their last place goes, so that much is no difference.
 */
final class UploadComparison {
    /** Elements that are compared together, at least. */
    private static final long FEWEST = 1 << 14;

    /** What stands before the tensors of a section in the names of what is compared. */
    private static final List<String> SECTIONS = List.of("", "first moments of ", "second moments of ");

    private final UploadSpec spec;
    private final EpochReplay.FoundBlocks blocks;
    private final BlockReader start;
    private final List<Piece> pieces = new ArrayList<>();
    private int piece;
    private long position;

    private record Piece(String name, long end, DeviationSums sums) {}

    /** @param start what the epoch began with */
    UploadComparison(UploadSpec spec, EpochReplay.FoundBlocks blocks, BlockReader start, List<Parameter> parameters) {
        this.spec = spec;
        this.blocks = blocks;
        this.start = start;
        for (var section = 0; section < spec.payload().sections(); section++) {
            cut(section, parameters);
        }
    }

    private void cut(int section, List<Parameter> parameters) {
        var before = pieces.size();
        var end = section * spec.elements();
        var from = end;
        for (var parameter : parameters) {
            end += parameter.elements();
            if (end - from >= FEWEST) {
                pieces.add(piece(section, parameter.name(), end));
                from = end;
            }
        }
        if (end > from) {
            // What is left over belongs to the last one, unless it is all there is.
            pieces.add(
                    pieces.size() == before
                            ? piece(section, parameters.getLast().name(), end)
                            : new Piece(pieces.removeLast().name(), end, new DeviationSums()));
        }
    }

    private static Piece piece(int section, String parameter, long end) {
        return new Piece(SECTIONS.get(section) + parameter, end, new DeviationSums());
    }

    /** Takes a block of what was computed again: weights, moments, or a gradient. */
    void take(int section, int block, float[] values, int length) throws IOException {
        var isGradient = spec.payload() == Payload.GRADIENT;
        var before = isGradient ? new float[length] : EpochChange.of(start, section, block, values, length);
        if (!spec.payload().isWeights()) {
            var codec = spec.codec();
            codec.decode(codec.encode(values, length), length, values);
        }
        var found = found(section, block, length);
        for (var i = 0; i < length; i++, position++) {
            while (position >= pieces.get(piece).end()) {
                piece++;
            }
            var sums = pieces.get(piece).sums();
            if (found.isEmpty()) {
                sums.fail();
                continue;
            }
            var one = found.get()[i];
            sums.add(
                    spec.payload().isWeights() ? before[i] - one : one,
                    values[i],
                    isGradient ? 0 : Math.ulp(before[i]));
        }
    }

    /** None where the miner signed what is no block of such an upload. */
    private Optional<float[]> found(int section, int block, int length) throws IOException {
        var bytes = blocks.read(section, block);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        var values = new float[length];
        try {
            spec.codec().decode(bytes.get(), length, values);
            return Optional.of(values);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Of every tensor, when all blocks were taken. */
    void deviations(BiConsumer<String, Deviation> each) {
        pieces.forEach(one -> each.accept(one.name(), one.sums().deviation()));
    }
}
