package dev.iota.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the merges of several stages come to. */
class EpochFiguresTest {
    @Test
    void shards_of_stages_are_added_and_microbatches_are_those_of_the_stage_with_the_fewest() {
        var both = stage(4, 160).plus(stage(6, 158));

        assertThat(both.shards()).isEqualTo(10);
        assertThat(both.effectiveBatch())
                .as("a microbatch counts in every stage, and once")
                .isEqualTo(158);
    }

    @Test
    void a_stage_that_merged_nothing_says_nothing_of_the_others() {
        assertThat(EpochFigures.NONE.plus(stage(4, 160)).plus(EpochFigures.NONE).effectiveBatch())
                .isEqualTo(160);
    }

    private static EpochFigures stage(int shards, long microbatches) {
        return new EpochFigures(shards, shards, 0, 0, 0, 0, List.of(), List.of(), List.of(), microbatches);
    }
}
