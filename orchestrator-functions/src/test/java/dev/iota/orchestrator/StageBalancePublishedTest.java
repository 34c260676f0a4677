package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stages that lost miners get others when an epoch begins. */
class StageBalancePublishedTest {
    private static final Duration BEAT = Duration.ofSeconds(20);

    private final EpochScene scene =
            new EpochScene(Setup.of(3, EpochScene.spec(10, 0)).stages(2).blocks(1));

    @Test
    void nobody_moves_where_stages_have_as_many() {
        scene.trainFor(1);
        scene.work(scene.miners());
        scene.publishAndFlip();

        assertThat(moving()).isEmpty();
    }

    @Test
    void a_miner_moves_to_the_stage_that_lost_two() {
        scene.trainFor(1);
        scene.work(scene.miners());
        var silent = scene.miners().stream()
                .filter(miner -> miner.miner().stage() == 1)
                .limit(2)
                .toList();
        var living =
                scene.miners().stream().filter(miner -> !silent.contains(miner)).toList();
        for (var beats = 0; beats < 30; beats++) {
            scene.run().clock().pass(BEAT);
            living.forEach(miner -> miner.miner().renew(0));
        }

        scene.run().sweep();
        scene.publishAndFlip();

        var moved = moving();
        assertThat(moved).singleElement().matches(miner -> miner.stage() == 0);
        moved.getFirst().register(Optional.empty());
        assertThat(moved.getFirst().stage()).isEqualTo(1);
    }

    private List<TestMiner> moving() {
        return scene.miners().stream()
                .map(MergingMiner::miner)
                .filter(miner -> miner.receive().stream().anyMatch(Work.Move.class::isInstance))
                .toList();
    }
}
