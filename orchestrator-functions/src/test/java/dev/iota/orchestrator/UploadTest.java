package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.epoch.UploadState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadTest {
    @Test
    void an_upload_that_is_not_there_does_not_count() {
        var scene = EpochScene.of(2);
        var forgetful = scene.miners().getFirst();
        forgetful.storesNothing = true;
        scene.train();
        scene.close();

        scene.deliver(forgetful.turn());

        assertThat(scene.run().quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("is not there"));
        assertThat(uploads(scene)).isEmpty();
    }

    @Test
    void nobody_says_that_anothers_upload_is_stored() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.close();
        var stored = scene.miners().getFirst().turn().getLast().verified();

        scene.run().deliver(scene.miners().getLast().miner().sign(stored));

        assertThat(scene.run().quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("announced no upload"));
        assertThat(uploads(scene)).isEmpty();
    }

    @Test
    void a_miner_without_a_snapshot_is_given_what_the_epoch_started_from() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.close();
        scene.work(scene.miners());
        var published = scene.publishAndFlip();
        var miner = scene.miners().getFirst();

        miner.miner().register(Optional.empty());

        var access = miner.miner().session().checkpoint().orElseThrow();
        assertThat(miner.reader.checkpoint(access)).isEqualTo(published);
    }

    @Test
    void a_run_is_drained_when_everything_that_started_has_ended() {
        var run = TestRun.of(10);
        var head = run.miner(1);
        assertThat(run.status().now().phase()).isEqualTo(StatusResponse.Phase.OPEN);

        run.control().close();
        assertThat(run.status().now().phase()).isEqualTo(StatusResponse.Phase.DRAINING);

        var middle = run.miner(1);
        var tail = run.miner(1);
        for (var miner : List.of(head, middle, tail, middle, head)) {
            run.deliver(miner.answer(miner.receive().getFirst()));
        }
        assertThat(run.status().now().phase()).isEqualTo(StatusResponse.Phase.DRAINED);
    }

    private static List<UploadState> uploads(EpochScene scene) {
        return scene.run().services().epochs().uploads(0, 0).stream()
                .filter(UploadState::accepted)
                .toList();
    }
}
