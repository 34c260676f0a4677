package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.RunRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the operator of a run tells it to do between two epochs. */
class RunControlTest {
    @Test
    void a_run_goes_back_to_an_earlier_epoch_as_a_new_one() {
        var scene = EpochScene.of(2);
        var initial = scene.run().history().checkpoint(0);
        scene.train();
        scene.close();
        scene.work(scene.miners());
        scene.publishAndFlip();

        scene.run().control().rollback(0);
        scene.run().clock().pass(Duration.ofSeconds(2));

        var checkpoint = scene.run().history().checkpoint(0);
        assertThat(checkpoint.epoch()).isEqualTo(2);
        assertThat(checkpoint.parent()).contains(initial.sha256());
        assertThat(checkpoint.blocks()).isEqualTo(initial.blocks());
        scene.work(scene.miners());
        assertThat(scene.miners()).allSatisfy(miner -> assertThat(miner.loaded).contains(checkpoint));
    }

    @Test
    void a_run_goes_on_from_the_newest_published_weights_with_another_learning_rate() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.close();
        scene.work(scene.miners());
        var published = scene.publishAndFlip();
        var before = scene.run().status().record().spec();

        assertThat(scene.run().control().resume(1e-4)).isEqualTo(2);
        scene.run().clock().pass(Duration.ofSeconds(2));

        var after = scene.run().status().record().spec();
        assertThat(scene.run().history().checkpoint(0).blocks()).isEqualTo(published.blocks());
        assertThat(after.training().schedule().peak()).isEqualTo(1e-4);
        assertThat(after.withLearningRate(before.training().schedule().peak())).isEqualTo(before);
        var record = scene.run().status().record();
        scene.run().setup().create(new RunRecord(before, record.manifest(), record.data(), 0), 0);
        assertThat(scene.run().status().record())
                .as("what it was set up as is the same run")
                .isEqualTo(record);
    }
}
