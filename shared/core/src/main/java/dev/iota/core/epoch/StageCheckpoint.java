package dev.iota.core.epoch;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.step.AverageStep;
import dev.iota.core.merge.step.DilocoStep;
import dev.iota.core.merge.step.ElementRange;
import dev.iota.core.merge.step.OuterStep;
import dev.iota.core.merge.step.SyncStep;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The published state of one stage at the start of an epoch: immutable, and named by the SHA-256 of its text. Its
 * elements are those of all parameters in the order of the stage's program, as float32, little-endian; there is one
 * section of them for the weights and, as the mode asks, more for momentum or moments.
 *
 * @param epoch that starts from it
 * @param parent SHA-256 of the checkpoint that it came from; none for the first
 * @param origin how it came about
 * @param parameters in order; their elements follow one another
 * @param sections 1: weights; 2: and momentum u ({@code diloco}); 3: and first and second moments ({@code sync},
 *     {@code average})
 * @param steps t of the moments; for {@code diloco} the number of merges
 * @param objects which together hold every block of every section once
 * @param blocks SHA-256 of every block, section by section
 * @param kept what counted
 * @param excluded what was left out
 */
public record StageCheckpoint(
        String run,
        int epoch,
        int stage,
        Optional<String> parent,
        Origin origin,
        List<ParameterShape> parameters,
        int sections,
        long steps,
        List<StateObject> objects,
        List<String> blocks,
        List<Exclusion.Contribution> kept,
        List<Exclusion.Excluded> excluded) {

    /** How a checkpoint came about. */
    public enum Origin {
        /** From the seed. */
        INITIAL,
        /** No upload counted: the same state as the parent's. */
        CARRIED_OVER,
        /** The only upload, as it is. */
        UNVERIFIED,
        /** By two owners of every shard, or the merge function. */
        MERGED
    }

    /**
     * A parameter.
     *
     * @param decayed whether weight decay pulls it to zero
     */
    public record ParameterShape(String name, List<Long> shape, boolean decayed) {
        public ParameterShape {
            shape = List.copyOf(shape);
            if (shape.stream().anyMatch(dimension -> dimension < 1)) {
                throw new MalformedException("parameter %s has the shape %s".formatted(name, shape));
            }
        }

        public long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    /**
     * Consecutive blocks of one section.
     *
     * @param key in the object store
     */
    public record StateObject(String key, int section, int firstBlock, int blocks, long bytes, String sha256) {
        public StateObject {
            Sha256.require(sha256, "sha256");
            if (section < 0 || firstBlock < 0 || blocks < 1 || blocks > Integer.MAX_VALUE - firstBlock || bytes < 1) {
                throw new MalformedException("object %s has %d blocks from block %d of section %d, and %d bytes"
                        .formatted(key, blocks, firstBlock, section, bytes));
            }
        }
    }

    public StageCheckpoint {
        parameters = List.copyOf(parameters);
        objects = List.copyOf(objects);
        blocks = List.copyOf(blocks);
        kept = List.copyOf(kept);
        excluded = List.copyOf(excluded);
        var wanted = (long) sections * layout(parameters).blocks();
        if (sections < 1) {
            throw new MalformedException("a checkpoint has %d sections".formatted(sections));
        }
        if (blocks.size() != wanted) {
            throw new MalformedException("a checkpoint lists %d blocks; %d sections of %d elements have %d"
                    .formatted(blocks.size(), sections, layout(parameters).elements(), wanted));
        }
        blocks.forEach(hash -> Sha256.require(hash, "blocks"));
        var held = objects.stream().mapToLong(StateObject::blocks).sum();
        if (held != wanted) {
            throw new MalformedException("the objects of a checkpoint hold %d blocks of %d".formatted(held, wanted));
        }
    }

    public static StageCheckpoint read(String json) {
        return Json.read(json, StageCheckpoint.class);
    }

    public String write() {
        return Json.write(this);
    }

    /** SHA-256 of its text. */
    public String sha256() {
        return Sha256.hex(write());
    }

    /** The blocks of one section. */
    public BlockLayout layout() {
        return layout(parameters);
    }

    /** SHA-256 of one block. */
    public String hash(int section, int block) {
        var layout = layout();
        layout.first(block);
        return blocks.get(section * layout.blocks() + block);
    }

    /** The elements that have weight decay. */
    public List<ElementRange> decayed() {
        var ranges = new ArrayList<ElementRange>();
        var from = 0L;
        for (var parameter : parameters) {
            var to = from + parameter.elements();
            if (parameter.decayed()) {
                ranges.add(new ElementRange(from, to));
            }
            from = to;
        }
        return ranges;
    }

    private static BlockLayout layout(List<ParameterShape> parameters) {
        return new BlockLayout(
                parameters.stream().mapToLong(ParameterShape::elements).reduce(0L, Math::addExact));
    }

    /** The outer step from this state, at the end of the epoch that started from it. */
    public OuterStep next(EpochSpec epochs, TrainingSpec training) {
        var merge = epochs.merge();
        return switch (merge.mode()) {
            case SYNC -> new SyncStep(training.adamW(), training.learningRate(epoch, 0), steps + 1, decayed());
            case DILOCO -> new DilocoStep(merge.diloco(), epoch);
            case AVERAGE -> new AverageStep();
        };
    }
}
