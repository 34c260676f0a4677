package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Work;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Miners for which the run's owner vouches: they move from stage to stage when an epoch begins. */
class ReferenceMinerTest {
    private final EpochScene scene =
            new EpochScene(Setup.of(2, EpochScene.spec(10, 0)).stages(2).blocks(1));
    private final MergingMiner first = scene.miners(0).getFirst();

    @Test
    void nobody_moves_unless_the_owner_says_so() {
        epoch();
        next();

        assertThat(scene.miners(0)).contains(first).hasSize(2);
        assertThat(scene.run().audits().references()).isEmpty();
    }

    @Test
    void a_reference_miner_has_another_stage_in_the_next_epoch_and_works_there() {
        scene.run().audits().vouch(List.of(first.miner().hotkey()));
        epoch();
        assertThat(first.miner().stage()).isZero();

        next();

        assertThat(first.miner().stage()).isEqualTo(1);
        assertThat(scene.miners(1)).hasSize(3);
        assertThat(first.miner().session().epoch()).isEqualTo(1);
        assertThat(first.miner().session().resume()).isFalse();
        epoch();
        var merged = scene.run().services().epochs().stage(1, 1).orElseThrow();
        assertThat(merged.uploads())
                .extracting(upload -> upload.hotkey())
                .contains(first.miner().hotkey());
        next();
        assertThat(first.miner().stage()).as("back again").isZero();
        assertThat(scene.run().miscounted()).isEmpty();
    }

    @Test
    void a_miner_that_missed_the_message_is_told_by_its_heartbeat() {
        scene.run().audits().vouch(List.of(first.miner().hotkey()));
        epoch();
        assertThat(first.miner().receive())
                .as("and not to load what its old stage begins with")
                .isNotEmpty()
                .allMatch(new Work.Move(scene.run().names().run(), 1, 0)::equals);

        assertThat(first.miner().renew(1).missed()).singleElement().isInstanceOf(Work.Move.class);
        first.heartbeat();

        assertThat(first.miner().stage()).isEqualTo(1);
        assertThat(first.miner().renew(1).missed()).isEmpty();
    }

    @Test
    void one_that_is_the_only_miner_of_its_stage_stays() {
        var alone = new EpochScene(Setup.of(1, EpochScene.spec(10, 0)).stages(2).blocks(1));
        var only = alone.miners(0).getFirst();
        alone.run().audits().vouch(List.of(only.miner().hotkey()));
        alone.trainFor(1);
        alone.work(alone.miners());
        alone.publishAndFlip();

        assertThat(only.miner().receive()).isNotEmpty().hasOnlyElementsOfType(Work.Load.class);
    }

    @Test
    void one_that_joins_has_the_stage_of_the_epoch() {
        var joining = TestMiner.stranger(scene.run());
        var other = TestMiner.stranger(scene.run());
        scene.run().audits().vouch(List.of(joining.hotkey(), other.hotkey()));

        joining.register(Optional.empty());
        other.register(Optional.empty());

        assertThat(joining.stage()).isZero();
        assertThat(other.stage()).isEqualTo(1);
    }

    private void epoch() {
        scene.trainFor(2);
        scene.work(scene.miners());
        scene.publishAndFlip();
    }

    private void next() {
        scene.next();
    }
}
