package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

        var drawn = scene.audits(1, true);
        var others = scene.audits(1, false);
        assertThat(drawn).isNotEmpty().allMatch(audit -> audit.subject().rate() == 0.5);
        assertThat(others).allMatch(audit -> audit.subject().rate() == 0.05);
        assertThat((double) drawn.size() / scene.hops(1, true)).isCloseTo(0.5, within(0.2));
        assertThat((double) others.size() / scene.hops(1, false)).isCloseTo(0.05, within(0.04));
        assertThat(scene.run()
                        .services()
                        .miners()
                        .get(scene.bad())
                        .orElseThrow()
                        .conduct()
                        .faults())
                .as("no penalty")
                .isZero();
        assertThat(scene.run()
                        .services()
                        .miners()
                        .get(scene.bad())
                        .orElseThrow()
                        .isSuspected())
                .isFalse();
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
