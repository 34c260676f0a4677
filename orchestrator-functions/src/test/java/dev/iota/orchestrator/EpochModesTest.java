package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mode and codec, from epoch to epoch, with real tables, queues and objects. */
class EpochModesTest {
    @ParameterizedTest
    @CsvSource({"SYNC, int8", "DILOCO, top-k:500", "AVERAGE, float32"})
    void every_mode_goes_from_epoch_to_epoch(Mode mode, String codec) {
        goesFromEpochToEpoch(mode, codec);
    }

    @ParameterizedTest
    @CsvSource({
        "SYNC, float32",
        "SYNC, bfloat16",
        "SYNC, top-k:500",
        "DILOCO, float32",
        "DILOCO, bfloat16",
        "DILOCO, int8"
    })
    @Tag("long")
    void every_codec_goes_from_epoch_to_epoch(Mode mode, String codec) {
        goesFromEpochToEpoch(mode, codec);
    }

    private static void goesFromEpochToEpoch(Mode mode, String codec) {
        var scene = EpochScene.ofThreeBlocks(3, EpochScene.spec(MergeOptions.of(mode, Codec.of(codec), 10), 0.5));
        for (var epoch = 0; epoch < 2; epoch++) {
            scene.trainFor(1);
            scene.mergeWith(scene.miners());
            var checkpoint = scene.publishAndFlip();
            assertThat(checkpoint.origin()).isEqualTo(Origin.MERGED);
            assertThat(checkpoint.sections())
                    .isEqualTo(scene.run().run().spec().epochs().sections());
            assertThat(checkpoint.kept()).hasSize(3);
            assertThat(scene.status().figures().shardsAgreed()).isEqualTo(3);
            assertThat(scene.weight(checkpoint)).isNotEqualTo(1f).isFinite();
            scene.next();
        }
        assertThat(scene.run().quarantined()).isEmpty();
    }
}
