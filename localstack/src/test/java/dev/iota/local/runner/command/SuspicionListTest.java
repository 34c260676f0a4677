package dev.iota.local.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.clasp.ClaspOptions;
import dev.iota.core.clasp.ClaspSeries;
import dev.iota.core.clasp.SampledPathway;
import dev.iota.core.identity.Hotkey;
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
        assertThat(list(50, 1))
                .isEqualTo(
                        "nobody is suspected of raising the loss: no look yet, 50 pathways up to" + " epoch 0 (added)");
        assertThat(SuspicionList.text(Optional.empty()))
                .isEqualTo("nobody is suspected of raising the loss: no epoch is over");
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
        return SuspicionList.text(Optional.of(new ClaspSeries(ClaspOptions.DEFAULT).first("r", batch)));
    }
}
