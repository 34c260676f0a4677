package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.wire.Work;
import java.time.Duration;
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
    void an_upload_that_is_announced_again_is_told_which_of_its_parts_are_there() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.close();
        var miner = scene.miners().getFirst();
        miner.turn();
        var known = scene.run()
                .services()
                .epochs()
                .upload(0, 0, miner.miner().hotkey())
                .orElseThrow();

        var again = Announcements.again(scene.run(), miner.miner(), known);

        assertThat(again.lease()).isEqualTo(known.lease());
        assertThat(again.stored()).containsExactly(0);
        scene.run().services().objects().delete(List.of(known.parts().getFirst().key()));
        assertThat(Announcements.again(scene.run(), miner.miner(), known).stored())
                .isEmpty();
    }

    @Test
    void an_upload_that_moves_keeps_collecting_open_when_the_grace_window_is_over() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.close();
        var slow = scene.miners().getFirst();
        // Announced and not delivered: its bytes are under way.
        var stored = slow.turn();
        for (var step = 0; step < 11; step++) {
            slow.miner().moves(1 << 20);
            slow.miner().renew(1);
            // At last just after the grace window; little as it is, its bytes have their time on top.
            scene.run().clock().pass(Duration.ofSeconds(11));
        }
        scene.run().ring(Json.write(new PhaseTimer(0, Optional.of(0))));
        assertThat(scene.stage().phase()).isEqualTo(Phase.COLLECTING);
        assertThat(slow.miner().renew(1).missed()).singleElement().isInstanceOf(Work.Collect.class);

        scene.run().deliver(stored.getLast());

        assertThat(scene.stage().uploads()).hasSize(1);
        assertThat(slow.miner().renew(1).missed()).isEmpty();
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
