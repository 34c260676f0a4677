package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.routing.PhaseTimer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long an epoch whose training is over waits for what is on its way. */
class DrainingTest {
    @Test
    void what_a_miner_is_at_in_its_time_is_waited_for_beyond_the_grace_window() {
        var scene =
                new EpochScene(Setup.of(1, EpochScene.spec(10, 0.05)).stages(2).blocks(1));
        scene.miners(0).forEach(head -> scene.deliver(head.turn()));
        scene.run().control().close();
        scene.run().clock().pass(Duration.ofSeconds(110));
        scene.miners(1).forEach(tail -> scene.deliver(tail.turn()));
        assertThat(phaseAfter(scene, Duration.ofSeconds(30))).isEqualTo(Epoch.Phase.DRAINING);
        assertThat(scene.run().status().now().redone()).isZero();
        assertThat(phaseAfter(scene, Duration.ofMinutes(2))).isEqualTo(Epoch.Phase.MERGING);
    }

    @Test
    void a_miner_that_does_its_hops_one_after_the_other_is_waited_for() {
        var scene =
                new EpochScene(Setup.of(1, EpochScene.spec(10, 0.05)).stages(2).blocks(1));
        var head = scene.miners(0).getFirst();
        var tail = scene.miners(1).getFirst();
        scene.miners().forEach(miner -> miner.miner().renew(3));
        scene.deliver(head.turn());
        scene.run().control().close();
        var queue = tail.turn();
        assertThat(queue).hasSizeGreaterThan(2);
        for (var done : queue.subList(0, 2)) {
            scene.run().clock().pass(Duration.ofSeconds(100));
            scene.deliver(List.of(done));
            scene.deliver(head.turn());
        }
        assertThat(phaseAfter(scene, Duration.ofSeconds(100))).isEqualTo(Epoch.Phase.DRAINING);
        assertThat(scene.run().status().now().completed()).isEqualTo(2);
        assertThat(scene.run().status().now().redone()).isZero();
        assertThat(phaseAfter(scene, Duration.ofSeconds(21))).isEqualTo(Epoch.Phase.MERGING);
    }

    @Test
    void what_is_unfinished_when_the_grace_window_closes_is_taken_back() {
        var scene = EpochScene.ofThreeBlocks(2);
        scene.train();
        scene.run().control().close();
        assertThat(scene.epoch(0).phase()).isEqualTo(Epoch.Phase.DRAINING);
        var open = scene.run().run().microbatches().open().toList();
        assertThat(open).isNotEmpty();

        assertThat(phaseAfter(scene, Duration.ofMinutes(2))).isEqualTo(Epoch.Phase.MERGING);
        var status = scene.run().status().now();
        assertThat(status.redone()).isEqualTo(open.size());
        assertThat(status.inFlight()).isZero();
        assertThat(status.lost()).isZero();
        assertThat(scene.run().miscounted()).isEmpty();
        scene.train();
        assertThat(scene.run().status().now().completed()).isEqualTo(2);
    }

    private static Epoch.Phase phaseAfter(EpochScene scene, Duration time) {
        scene.run().clock().pass(time);
        scene.run().ring(Json.write(new PhaseTimer(0, Optional.empty())));
        return scene.epoch(0).phase();
    }
}
