package dev.iota.orchestrator.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.run.EpochSpec;
import dev.iota.orchestrator.EpochScene;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochHistoryTest {
    @Test
    void every_epoch_is_listed_with_what_it_started_from() {
        var scene = merged(EpochScene.spec(1, 0));

        assertThat(scene.run().control().rollback(0)).isEqualTo(2);

        var history = scene.run().history().epochs();
        assertThat(history).extracting(EpochHistory::epoch).containsExactly(0, 1, 2);
        assertThat(history).extracting(EpochHistory::current).containsExactly(false, false, true);
        assertThat(history)
                .extracting(epoch -> epoch.starts().getFirst().origin())
                .containsExactly(Origin.INITIAL, Origin.UNVERIFIED, Origin.CARRIED_OVER);
        assertThat(history)
                .extracting(epoch -> epoch.starts().getFirst().parent())
                .containsExactly(Optional.empty(), Optional.of(0), Optional.of(0));
        assertThat(history.getFirst().status().orElseThrow().figures().effectiveBatch())
                .isPositive();
        assertThat(history.getLast().status()).as("nothing of it has begun").isEmpty();
    }

    @Test
    void a_run_whose_epochs_are_over_goes_on_when_it_may_have_more() {
        var scene = merged(EpochScene.spec(1, 0).withCount(1));
        var run = scene.run().names().run();
        assertThat(scene.executions().started(run)).doesNotContain(run + "-1-1");
        var before = scene.run().status().record();

        scene.run().control().extend(2);

        assertThat(scene.executions().started(run)).contains(run + "-1-1");
        assertThat(scene.run().status().record()).isEqualTo(before.withEpochs(2));
        scene.run().setup().create(before, 0); // who has not heard of it yet changes nothing
        assertThat(scene.run().status().record()).isEqualTo(before.withEpochs(2));
    }

    @Test
    void a_run_that_is_not_cut_into_epochs_is_not_given_any() {
        var control = EpochScene.of(1).run().control();

        assertThatThrownBy(() -> control.extend(2)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A miner and its first epoch. */
    private static EpochScene merged(EpochSpec spec) {
        var scene = EpochScene.of(1, spec);
        scene.train();
        scene.close();
        scene.work(scene.miners());
        scene.publishAndFlip();
        return scene;
    }
}
