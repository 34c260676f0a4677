package dev.iota.core.merge.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.merge.step.AverageStep;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.DilocoStep;
import dev.iota.core.merge.step.ElementRange;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.merge.step.OuterStep;
import dev.iota.core.merge.step.SyncStep;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardMergeTest {
    private static final int LAST = 2;
    private static final int FIRST = LAST * BlockLayout.ELEMENTS;
    private static final int ELEMENTS = FIRST + 1000;
    private static final BlockLayout LAYOUT = new BlockLayout(ELEMENTS);
    private static final float[] WEIGHTS = Samples.gaussian(ELEMENTS, 0.02, 1);

    @ParameterizedTest
    @EnumSource(Mode.class)
    void two_owners_get_the_same_hashes_and_the_stored_blocks_are_those_hashes(Mode mode) throws IOException {
        var uploads = uploads(mode, new Float32Codec(), 4);
        var published = published();
        var shard = new Shard(
                0, 1, 2, uploads.getFirst().hotkey(), uploads.getLast().hotkey());
        var step = step(mode);
        var blocks = new HashMap<String, String>();

        var one = merger(step, uploads, published)
                .merge(shard, (section, block, bytes) -> blocks.put(section + "/" + block, Sha256.hex(bytes)));
        var other = merger(step, uploads.reversed(), published).merge(shard, (section, block, bytes) -> {});

        assertThat(one).isEqualTo(other).hasSize(step.sections() * shard.blocks());
        for (var section = 0; section < step.sections(); section++) {
            for (var i = 0; i < shard.blocks(); i++) {
                assertThat(blocks.get(section + "/" + (1 + i))).isEqualTo(one.get(section * shard.blocks() + i));
            }
        }
    }

    @Test
    void one_upload_of_weights_is_published_to_the_bit_where_no_momentum_is_wanted() throws IOException {
        var trained = Samples.anyFinite(ELEMENTS, 9);
        var spec = Samples.spec(Mode.DILOCO, new Float32Codec(), ELEMENTS);
        var upload = Samples.upload(spec, Samples.miners(1).getFirst(), 5, trained);

        var merger = merger(new DilocoStep(DilocoOptions.PLAIN, 0), List.of(upload), published());

        assertThat(decoded(merger, LAST)).containsExactly(Arrays.copyOfRange(trained, FIRST, ELEMENTS));
    }

    @Test
    void with_momentum_one_upload_goes_through_the_step() throws IOException {
        var trained = Samples.gaussian(ELEMENTS, 1, 9);
        var spec = Samples.spec(Mode.DILOCO, new Float32Codec(), ELEMENTS);
        var upload = Samples.upload(spec, Samples.miners(1).getFirst(), 5, trained);

        var merger = merger(new DilocoStep(DilocoOptions.NESTEROV, 0), List.of(upload), published());

        assertThat(decoded(merger, LAST)).isNotEqualTo(Arrays.copyOfRange(trained, FIRST, ELEMENTS));
    }

    @Test
    void plain_diloco_is_the_mean_of_the_weights() throws IOException {
        var uploads = uploads(Mode.DILOCO, new Float32Codec(), 2);
        var got = decoded(merger(new DilocoStep(DilocoOptions.PLAIN, 0), uploads, published()), LAST);

        var a = raw(uploads.get(0), LAST);
        var b = raw(uploads.get(1), LAST);
        for (var i = 0; i < got.length; i++) {
            assertThat((double) got[i]).isCloseTo((a[i] + 2.0 * b[i]) / 3, within(1e-7));
        }
    }

    @Test
    void average_gives_back_one_upload_to_the_bit() throws IOException {
        var upload = uploads(Mode.AVERAGE, new Float32Codec(), 1).getFirst();
        var sections = merger(new AverageStep(), List.of(upload), published()).block(2);

        for (var section = 0; section < 3; section++) {
            assertThat(sections.get(section)).isEqualTo(upload.blocks().read(section, 2));
        }
    }

    @Test
    void a_scaled_upload_counts_as_if_it_had_moved_less() throws IOException {
        for (var mode : List.of(Mode.DILOCO, Mode.AVERAGE)) {
            var uploads = uploads(mode, new Float32Codec(), 1);
            var half = new Exclusion(List.of(new Contribution(uploads.getFirst().hotkey(), 1, 0.5, "")), List.of());
            var step = mode == Mode.DILOCO
                    ? new DilocoStep(new DilocoOptions(1, 0, 0.5, 9, Moments.KEPT), 0)
                    : new AverageStep();

            var got = decoded(new ShardMerge(new WeightedMean(), step, half, uploads, published()), LAST);

            var trained = raw(uploads.getFirst(), LAST);
            for (var i = 0; i < got.length; i++) {
                assertThat((double) got[i]).isCloseTo((WEIGHTS[FIRST + i] + (double) trained[i]) / 2, within(1e-7));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16", "int8", "top-k:9000"})
    void gradients_come_through_every_codec(String name) throws IOException {
        var uploads = uploads(Mode.SYNC, Codec.of(name), 3);

        var got = decoded(merger(step(Mode.SYNC), uploads, published()), LAST);

        assertThat(Values.allFinite(got, got.length)).isTrue();
        assertThat(got).isNotEqualTo(Arrays.copyOfRange(WEIGHTS, FIRST, ELEMENTS));
    }

    @Test
    void a_block_that_changed_since_it_was_inspected_is_not_merged() {
        var honest = uploads(Mode.SYNC, new Float32Codec(), 2);
        var changed = new Upload(honest.get(1).manifest(), honest.get(0).blocks());

        assertThatThrownBy(() -> merger(step(Mode.SYNC), List.of(honest.get(0), changed), published())
                        .block(0))
                .hasMessageContaining("block 0")
                .hasMessageContaining(honest.get(1).hotkey().address());
    }

    @Test
    void uploads_that_do_not_fit_are_refused() {
        var gradients = uploads(Mode.SYNC, new Float32Codec(), 2);
        var none = new Exclusion(List.of(), List.of());

        assertThatThrownBy(() -> merger(new AverageStep(), gradients, published()))
                .hasMessageContaining("AverageStep does not take uploads of GRADIENT");
        assertThatThrownBy(() -> new ShardMerge(new WeightedMean(), step(Mode.SYNC), none, gradients, published()))
                .hasMessageContaining("no upload counts");
        assertThatThrownBy(() -> new ShardMerge(
                        new WeightedMean(),
                        step(Mode.SYNC),
                        Samples.all(gradients),
                        gradients.subList(0, 1),
                        published()))
                .hasMessageContaining("is not here");
    }

    private static List<Upload> uploads(Mode mode, Codec codec, int count) {
        var spec = Samples.spec(mode, codec, ELEMENTS);
        var uploads = new ArrayList<Upload>();
        for (var m = 0; m < count; m++) {
            var change = Samples.gaussian(ELEMENTS, 1e-3, 50 + m);
            if (mode == Mode.DILOCO || mode == Mode.AVERAGE) {
                for (var i = 0; i < ELEMENTS; i++) {
                    change[i] += WEIGHTS[i];
                }
            }
            var squares = Samples.gaussian(ELEMENTS, 1e-4, 80 + m);
            for (var i = 0; i < ELEMENTS; i++) {
                squares[i] = Math.abs(squares[i]);
            }
            var sections = mode == Mode.AVERAGE
                    ? new float[][] {change, Samples.gaussian(ELEMENTS, 1e-3, 70 + m), squares}
                    : new float[][] {change};
            uploads.add(Samples.upload(spec, Samples.miners(count).get(m), m + 1, sections));
        }
        return uploads;
    }

    private static OuterStep step(Mode mode) {
        return switch (mode) {
            case SYNC ->
                new SyncStep(new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1), 2e-4, 3, List.of(new ElementRange(10, 70_000)));
            case DILOCO -> new DilocoStep(DilocoOptions.NESTEROV, 4);
            case AVERAGE -> new AverageStep();
        };
    }

    private static BlockReader published() {
        return Samples.state(LAYOUT, WEIGHTS, new float[ELEMENTS], new float[ELEMENTS]);
    }

    private static ShardMerge merger(OuterStep step, List<Upload> uploads, BlockReader published) {
        return new ShardMerge(new WeightedMean(), step, Samples.all(uploads), uploads, published);
    }

    private static float[] decoded(ShardMerge merger, int block) throws IOException {
        var values = new float[LAYOUT.length(block)];
        new Float32Codec().decode(merger.block(block).getFirst(), values.length, values);
        return values;
    }

    private static float[] raw(Upload upload, int block) throws IOException {
        var values = new float[LAYOUT.length(block)];
        new Float32Codec().decode(upload.blocks().read(0, block), values.length, values);
        return values;
    }
}
