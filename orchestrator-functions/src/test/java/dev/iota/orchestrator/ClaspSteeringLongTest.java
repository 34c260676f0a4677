package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same as {@link ClaspSteeringTest}, of runs whose every microbatch was trained: enough of them for shares. */
@Tag("long")
class ClaspSteeringLongTest {
    @Test
    void half_of_the_hops_of_a_miner_that_raises_the_loss_are_drawn_and_a_twentieth_of_the_others() {
        var scene = new ClaspScene(0.5f, UnaryOperator.identity(), ClaspScene.SHARES);
        scene.epoch(ClaspScene.MANY);

        assertThat(scene.known().sums().looks().observations()).isGreaterThan(100);
        assertThat(scene.suspected()).containsExactly(scene.bad());
        assertThat(scene.known().suspected().getFirst().effect()).isCloseTo(0.5, within(0.15));
        assertThat(scene.audits(0, true)).allMatch(audit -> audit.subject().rate() == 0.05);

        scene.next();
        scene.epoch(70);

        assertThat(scene.audits(1, true)).allMatch(audit -> audit.subject().rate() == 0.5);
        assertThat(scene.audits(1, false)).allMatch(audit -> audit.subject().rate() == 0.05);
        var drawn = scene.audited(1);
        // A share of some seventy hops, each drawn apart: four standard deviations are 0.24.
        assertThat((double) Collections.frequency(drawn, true) / drawn.size()).isCloseTo(0.5, within(0.24));
        scene.requireTailsDrawnBelow(0.05, 1);
        scene.requireNoPenalty();
        scene.run().forget();
    }

    @Test
    void a_run_of_honest_miners_suspects_nobody() {
        var scene = new ClaspScene(0, UnaryOperator.identity(), ClaspScene.SHARES);
        scene.epoch(ClaspScene.MANY);
        scene.next();
        scene.epoch(10);

        assertThat(scene.known().look()).isPresent();
        assertThat(scene.known().epoch()).isEqualTo(1);
        assertThat(scene.known().sums().looks().observations()).isGreaterThan(100);
        assertThat(scene.suspected()).isEmpty();
        assertThat(scene.run().audits().audits())
                .isNotEmpty()
                .allMatch(audit -> audit.subject().rate() == 0.05);
        scene.run().forget();
    }
}
