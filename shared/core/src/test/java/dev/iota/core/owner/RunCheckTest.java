package dev.iota.core.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunCheckTest {
    private static final RunSpec SPEC = RunSpec.of("run", 1, Presets.load("tiny"), EpochSpec.untilClosed());
    private static final List<Long> SIZES = List.of(1000L, 1000L, 1000L);
    private static final long RECORD = 4000;

    @Test
    void a_run_that_fits_is_not_refused() {
        assertThat(RunCheck.refusals(SPEC, manifest(SPEC, 1), SIZES, RECORD)).isEmpty();
    }

    @Test
    void tokens_of_another_shape_are_refused_by_what_differs() {
        var other = RunSpec.of("run", 1, Presets.load("1B"), EpochSpec.untilClosed());

        assertThat(RunCheck.refusals(SPEC, manifest(other, 1), SIZES, RECORD))
                .satisfiesExactly(
                        sentence -> assertThat(sentence).contains("vocabulary 257", "128256"),
                        sentence -> assertThat(sentence).contains("sequence 256", "800"));
    }

    @Test
    void a_stage_that_no_admitted_line_moves_in_time_is_refused_with_the_remedy() {
        var slow = SPEC.withLeases(LeaseSpec.DEFAULT.withSlowestRate(1));

        assertThat(RunCheck.refusals(slow, manifest(SPEC, 1), List.of(1000L, 1_000_000L, 1000L), RECORD))
                .isNotEmpty()
                .allSatisfy(sentence -> assertThat(sentence).contains("stage 1 has", "--slowest-rate"));
    }

    @Test
    void weights_of_another_number_of_stages_are_refused() {
        assertThat(RunCheck.refusals(SPEC, manifest(SPEC, 1), List.of(1000L), RECORD))
                .containsExactly("there are weights of 1 stages, and the model has 3");
    }

    @Test
    void a_token_shard_that_is_too_long_to_be_sent_in_one_piece_is_refused() {
        var large = manifest(SPEC, 1 << 16);

        assertThat(RunCheck.refusals(SPEC, large, SIZES, RECORD))
                .singleElement()
                .asString()
                .contains("shard-0 has", "one may have 67108864");
    }

    @Test
    void an_item_that_the_table_does_not_hold_is_refused() {
        assertThat(RunCheck.refusals(SPEC, manifest(SPEC, 1), SIZES, 409_601))
                .singleElement()
                .asString()
                .contains("409601 bytes", "fewer and larger token shards");
    }

    private static DataManifest manifest(RunSpec spec, int records) {
        var training = spec.training();
        var shape = new RecordShape(spec.model().vocabulary(), training.sequence(), training.sequences());
        var shard = entry(shape, "shard-0", records);
        return new DataManifest(
                "byte",
                DataManifest.BYTE,
                spec.model().vocabulary(),
                training.sequence(),
                training.sequences(),
                1,
                List.of(shard),
                entry(shape, "held-out", 1),
                1,
                (long) records * shape.tokens(),
                shape.tokens(),
                1.0);
    }

    private static ShardEntry entry(RecordShape shape, String key, int records) {
        var hash = Sha256.hex(key);
        return new ShardEntry(key, records, TokenShard.of(shape, records).length(), hash, hash);
    }
}
