package dev.iota.orchestrator.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.epoch.StoredObject;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.orchestrator.EpochScene;
import dev.iota.orchestrator.MergingMiner;
import dev.iota.orchestrator.Recipe;
import dev.iota.orchestrator.Setup;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EpochCleanupTest {
    @Test
    void what_a_miner_trained_and_did_not_upload_starts_again() {
        var scene = EpochScene.of(3);
        scene.train();
        scene.closeWithoutLast();

        assertThat(scene.publishAndFlip().kept()).hasSize(2);
        assertOnlyRedone(scene, scene.miners().getLast());
    }

    @Test
    void what_an_upload_that_is_left_out_holds_starts_again() {
        var scene = new EpochScene(
                Setup.of(3, EpochScene.spec(10, 0.05)).recipes(miner -> Recipe.of(miner == 2 ? Float.NaN : 1.25f)));
        scene.train();
        scene.close();
        scene.work(scene.miners());

        assertThat(scene.publishAndFlip().excluded()).hasSize(1);
        assertOnlyRedone(scene, scene.miners().get(2));
    }

    @Test
    void what_a_miner_uploads_from_its_disk_after_a_restart_does_not_start_again() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.close();
        var restarted = scene.miners().getFirst();
        restarted.miner().register(Optional.empty());
        scene.deliver(restarted.heartbeat());
        scene.work(scene.miners());

        assertThat(scene.publishAndFlip().kept()).hasSize(2);
        assertThat(scene.run().status().now().redone()).isZero();
    }

    @Test
    void what_a_miner_lost_before_it_was_uploaded_starts_again() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.close();
        scene.miners().getLast().restart();
        scene.mergeWith(scene.miners());

        assertThat(scene.publishAndFlip().kept()).hasSize(1);
        assertOnlyRedone(scene, scene.miners().getLast());
    }

    @Test
    void uploads_are_removed_two_epochs_later_but_not_what_was_published_as_it_is() {
        var alone = EpochScene.of(1, EpochScene.spec(1, 0));
        var two = EpochScene.of(2, EpochScene.spec(1, 0));
        for (var scene : List.of(alone, two)) {
            for (var epoch = 0; epoch < 3; epoch++) {
                scene.trainFor(1);
                scene.work(scene.miners());
                scene.publishAndFlip();
                scene.next();
            }
        }

        assertThat(uploads(alone, 0)).hasSize(1).allMatch(key -> key.endsWith("/0"));
        assertThat(uploads(two, 0)).isEmpty();
        assertThat(uploads(two, 1)).as("sections and manifests").hasSize(4);
    }

    /** What is still there of the uploads of an epoch. */
    private static List<String> uploads(EpochScene scene, int epoch) {
        return scene.run().services().epochs().uploads(epoch, 0).stream()
                .flatMap(upload -> Stream.concat(upload.parts().stream(), Stream.of(upload.manifest())))
                .map(StoredObject::key)
                .filter(key -> scene.run().services().objects().length(key).isPresent())
                .toList();
    }

    /** Everything that a miner did starts again, and nothing else. */
    private static void assertOnlyRedone(EpochScene scene, MergingMiner miner) {
        var redone = microbatches(scene, Microbatch::redone);
        var its = microbatches(scene, microbatch -> microbatch
                .hops()
                .getFirst()
                .hotkey()
                .equals(miner.miner().hotkey()));
        assertThat(redone).isNotEmpty().isEqualTo(its);
        var status = scene.run().status().now();
        assertThat(status.redone()).isEqualTo(redone.size());
        assertThat(scene.status().redone()).isEqualTo(redone.size());
        assertThat(status.lost()).isZero();
        assertThat(status.inFlight()).isZero();
    }

    private static List<Long> microbatches(EpochScene scene, Predicate<Microbatch> wanted) {
        return scene.run()
                .receipts()
                .microbatches()
                .filter(wanted)
                .map(Microbatch::id)
                .toList();
    }
}
