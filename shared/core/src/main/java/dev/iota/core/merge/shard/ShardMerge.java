package dev.iota.core.merge.shard;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.aggregate.Aggregation;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.step.OuterStep;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.BlockWriter;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Merges blocks of a stage: the same class in a miner and in the merge function. Memory for one block of every upload
 * and of every section of the state, whatever the stage's size. Not safe for several threads: one for each.
 */
public final class ShardMerge {
    private static final Codec STATE = new Float32Codec();

    private final BlockLayout layout;
    private final Payload payload;
    private final Aggregation aggregation;
    private final OuterStep step;
    private final BlockReader published;
    private final List<Contribution> kept;
    private final List<Upload> uploads;
    private final int[] weights;
    private final float[][] inputs;
    private final float[][] state;
    private final float[][] aggregate;
    private final float[][] next;

    /**
     * @param exclusion which uploads count
     * @param uploads at least those
     * @param published the state at the epoch's start, float32, its blocks checked already
     * @throws IllegalArgumentException if an upload that counts is missing, or is not what the step takes
     */
    public ShardMerge(
            Aggregation aggregation, OuterStep step, Exclusion exclusion, List<Upload> uploads, BlockReader published) {
        if (exclusion.kept().isEmpty()) {
            throw new IllegalArgumentException("no upload counts; the checkpoint before is carried over instead");
        }
        var byHotkey = uploads.stream().collect(Collectors.toMap(Upload::hotkey, Function.identity()));
        this.aggregation = aggregation;
        this.step = step;
        this.published = published;
        this.kept = exclusion.kept();
        this.uploads = kept.stream().map(c -> find(byHotkey, c.hotkey())).toList();
        this.weights = kept.stream().mapToInt(Contribution::weight).toArray();
        var spec = this.uploads.getFirst().manifest().spec();
        for (var upload : this.uploads) {
            if (!upload.manifest().spec().equals(spec)) {
                throw new IllegalArgumentException("uploads differ: %s and %s"
                        .formatted(spec, upload.manifest().spec()));
            }
        }
        if (!step.accepts(spec.payload())) {
            throw new IllegalArgumentException(
                    "%s does not take uploads of %s".formatted(step.getClass().getSimpleName(), spec.payload()));
        }
        this.layout = spec.layout();
        this.payload = spec.payload();
        this.inputs = new float[kept.size()][BlockLayout.ELEMENTS];
        this.state = new float[step.sections()][BlockLayout.ELEMENTS];
        this.aggregate = new float[payload.sections()][BlockLayout.ELEMENTS];
        this.next = new float[step.sections()][BlockLayout.ELEMENTS];
    }

    /**
     * Merges a shard.
     *
     * @param out is given every block of the result, in block order, section by section of each
     * @return SHA-256 of every block: all of the first section, then all of the next
     * @throws MalformedException if a block of an upload is not what its manifest says
     */
    public List<String> merge(Shard shard, BlockWriter out) throws IOException {
        var hashes = new ArrayList<>(Collections.nCopies(step.sections() * shard.blocks(), ""));
        for (var block = shard.firstBlock(); block < shard.endBlock(); block++) {
            var sections = block(block);
            for (var section = 0; section < sections.size(); section++) {
                hashes.set(section * shard.blocks() + block - shard.firstBlock(), Sha256.hex(sections.get(section)));
                out.write(section, block, sections.get(section));
            }
        }
        return hashes;
    }

    /**
     * Merges one block: what the merge function does to find out who is right.
     *
     * @return the bytes of each section
     */
    public List<byte[]> block(int block) throws IOException {
        var length = layout.length(block);
        if (uploads.size() == 1 && payload == Payload.WEIGHTS && step.publishesSingleWeights()) {
            return List.of(checked(uploads.getFirst(), Payload.WEIGHTS_SECTION, block));
        }
        for (var section = 0; section < state.length; section++) {
            STATE.decode(published.read(section, block), length, state[section]);
        }
        for (var section = 0; section < aggregate.length; section++) {
            for (var m = 0; m < inputs.length; m++) {
                load(m, section, block, length);
            }
            aggregation.aggregate(inputs, weights, length, aggregate[section]);
        }
        step.apply(state, aggregate, layout.first(block), length, next);
        var sections = new ArrayList<byte[]>(next.length);
        for (var values : next) {
            sections.add(STATE.encode(values, length));
        }
        return sections;
    }

    /**
     * What is aggregated of one upload: its gradient or Δ, scaled, or its weights and moments with the change of
     * weights scaled.
     */
    private void load(int m, int section, int block, int length) throws IOException {
        var values = inputs[m];
        uploads.get(m).manifest().spec().codec().decode(checked(uploads.get(m), section, block), length, values);
        var scale = kept.get(m).scale();
        switch (payload) {
            case GRADIENT, DELTA -> scale(values, scale, length);
            case WEIGHTS -> {
                Values.displacement(state[Payload.WEIGHTS_SECTION], values, length);
                scale(values, scale, length);
            }
            case WEIGHTS_AND_MOMENTS -> {
                if (section == Payload.WEIGHTS_SECTION && scale != 1) {
                    Values.displacement(state[section], values, length);
                    scale(values, scale, length);
                    Values.displacement(state[section], values, length);
                }
            }
        }
    }

    private static void scale(float[] values, double factor, int length) {
        if (factor != 1) {
            Values.scale(values, factor, length);
        }
    }

    private static byte[] checked(Upload upload, int section, int block) throws IOException {
        return upload.checked(section, block)
                .orElseThrow(() -> new MalformedException(
                        "block %d of section %d of the upload of %s is not what its manifest says"
                                .formatted(block, section, upload.hotkey())));
    }

    private static Upload find(Map<Hotkey, Upload> uploads, Hotkey hotkey) {
        var upload = uploads.get(hotkey);
        if (upload == null) {
            throw new IllegalArgumentException("the upload of %s counts and is not here".formatted(hotkey));
        }
        return upload;
    }
}
