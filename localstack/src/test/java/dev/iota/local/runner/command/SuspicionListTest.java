package dev.iota.local.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.clasp.ClaspOptions;
import dev.iota.core.clasp.ClaspSeries;
import dev.iota.core.clasp.SampledPathway;
import dev.iota.core.clasp.Seat;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.magnitude.MagnitudeEpoch;
import dev.iota.core.magnitude.SizeSuspicion;
import dev.iota.core.suspicion.EpochSuspicions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuspicionListTest {
    private static final int MINERS = 4;
    private static final List<Hotkey> HOTKEYS = IntStream.range(0, MINERS)
            .mapToObj(number ->
                    Hotkey.of(ByteBuffer.allocate(32).putInt(number + 1).array()))
            .toList();

    @Test
    void a_suspected_miner_is_shown_with_the_reason() {
        assertThat(list(200, 1))
                .startsWith("1 suspected of raising the loss, whose hops are drawn more often: look 1 at 200 pathways;")
                .contains("200 pathways up to epoch 0 (added)")
                .contains("stage 0  miner " + HOTKEYS.getFirst() + ": its pathways are +")
                .contains("suspicion begins at");
    }

    @Test
    void where_nobody_is_suspected_it_is_said_on_what_that_rests() {
        assertThat(list(200, 0)).startsWith("nobody is suspected of raising the loss: look 1 at 200 pathways; 200");
        assertThat(list(50, 1)).isEqualTo("""
                        nobody is suspected of raising the loss: no look yet, 50 pathways up to epoch 0 (added)
                        nobody is suspected for the sizes of tensors: 0 of 0 miners compared, in 0 microbatches""");
        assertThat(SuspicionList.text(Optional.empty())).isEqualTo("nobody is suspected: no epoch is over");
    }

    @Test
    void who_is_off_in_sizes_is_shown_with_the_reason() {
        var look = new MagnitudeEpoch.Look(
                40, 4, 3, List.of(new SizeSuspicion(new Seat(1, HOTKEYS.getFirst()), "it is twice as large")));
        var losses = new ClaspSeries(ClaspOptions.DEFAULT).first("r", List.of());

        assertThat(SuspicionList.text(Optional.of(new EpochSuspicions(losses, new MagnitudeEpoch(look, List.of())))))
                .contains(
                        "1 suspected for the sizes of tensors, whose hops are drawn more often: 3 of 4 miners compared")
                .endsWith("stage 1  miner " + HOTKEYS.getFirst() + ": it is twice as large");
    }

    /** @param harm that the first miner does */
    private static String list(int pathways, double harm) {
        var random = new Random(1);
        var batch = new ArrayList<SampledPathway>();
        for (var i = 0; i < pathways; i++) {
            var miner = i % MINERS;
            batch.add(new SampledPathway(
                    0,
                    List.of(HOTKEYS.get(miner)),
                    4.5 + 0.1 * random.nextGaussian() + (miner == 0 ? harm : 0),
                    OptionalDouble.empty(),
                    false));
        }
        var losses = new ClaspSeries(ClaspOptions.DEFAULT).first("r", batch);
        return SuspicionList.text(Optional.of(new EpochSuspicions(losses, MagnitudeEpoch.NONE)));
    }
}
