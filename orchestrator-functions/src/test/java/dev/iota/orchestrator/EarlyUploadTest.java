package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.routing.Candidate;
import dev.iota.core.wire.Work;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A miner that leaves uploads what it has while the epoch still trains. */
class EarlyUploadTest {
    private final EpochScene scene = EpochScene.of(3);
    private final MergingMiner leaver = scene.miners().getFirst();
    private final List<MergingMiner> others = scene.miners().subList(1, 3);

    @Test
    void what_a_miner_trained_before_it_left_is_merged() {
        scene.train();
        scene.leave(leaver);
        assertThat(upload()).get().satisfies(upload -> assertThat(upload.accepted())
                .isTrue());

        var published = publish(others);

        assertThat(contribution(published)).get().satisfies(kept -> assertThat(kept.weight())
                .isEqualTo(2));
        assertThat(scene.run().status().now().redone()).isZero();
        assertThat(scene.run().quarantined()).isEmpty();
    }

    @Test
    void who_is_gone_is_not_waited_for() {
        scene.train();
        scene.leave(leaver);
        scene.close();
        scene.work(others);

        assertThat(scene.stage().uploads()).hasSize(3);
    }

    @Tag("security")
    @Test
    void what_a_later_registration_lost_is_given_back_and_not_merged() {
        scene.train();
        scene.leave(leaver);
        leaver.restart();
        assertThat(scene.run().status().now().redone()).isEqualTo(2);

        var published = publish(others);

        assertThat(contribution(published)).isEmpty();
    }

    @Test
    void who_comes_back_and_trains_on_is_waited_for_and_its_second_upload_takes_the_place_of_the_first() {
        scene.train();
        scene.leave(leaver);
        leaver.resume();
        scene.train();
        scene.close();
        scene.work(others);
        assertThat(scene.stage().uploads()).isEmpty();

        var first = upload().orElseThrow();
        scene.work(scene.miners());
        var second = upload().orElseThrow();
        scene.mergeWith(scene.miners());
        var published = scene.publishAndFlip();

        assertThat(contribution(published)).get().satisfies(kept -> assertThat(kept.weight())
                .isGreaterThan(2));
        // The objects of both go when nobody needs them any more.
        assertThat(second.lease()).isNotEqualTo(first.lease());
        assertThat(second.keys().toList()).containsAll(first.keys().toList());
        assertThat(scene.run().status().now().redone()).isZero();
    }

    @Test
    void who_comes_back_and_vanishes_has_its_first_upload_merged() {
        scene.train();
        scene.leave(leaver);
        leaver.resume();

        var published = publish(others);

        assertThat(contribution(published)).get().satisfies(kept -> assertThat(kept.weight())
                .isEqualTo(2));
    }

    @Test
    void who_comes_back_without_more_says_the_same_again_and_stores_nothing() {
        scene.train();
        scene.leave(leaver);
        var before = upload().orElseThrow();
        leaver.miner().register(Optional.of(SnapshotPoint.after(0, 0, 1)));
        scene.close();

        var places = Announcements.again(scene.run(), leaver.miner(), before);

        assertThat(places.stored()).containsExactly(0);
        assertThat(upload()).get().satisfies(upload -> {
            assertThat(upload.lease()).isEqualTo(before.lease());
            assertThat(upload.accepted()).isTrue();
            assertThat(upload.standing().early()).isFalse();
        });
        scene.work(others);
        assertThat(scene.stage().uploads()).hasSize(3);
    }

    /** Another replica would have to compute the forward again, and may be too far off to. */
    @Test
    void who_leaves_gets_the_gradients_of_what_it_computed_and_nothing_else() {
        var run = TestRun.of(10);
        var head = run.miner(2);
        var middle = run.miner(2);
        var tail = run.miner(2);
        run.miner(2);
        var forwards = head.receive();
        forwards.forEach(forward -> run.deliver(head.answer(forward)));

        head.renew(Candidate.LEAVING);
        Stream.of(middle, tail, middle)
                .forEach(miner -> miner.receive().forEach(work -> run.deliver(miner.answer(work))));
        var gradients = head.receive();
        assertThat(gradients).hasSize(2).allMatch(Work.Backward.class::isInstance);
        gradients.forEach(gradient -> run.deliver(head.answer(gradient)));

        assertThat(head.receive()).isEmpty();
        assertThat(run.record(head).inFlight()).isZero();
    }

    @Test
    void an_upload_of_another_epoch_than_the_present_one_is_refused() {
        scene.train();
        var late = new Work.Collect(
                scene.run().run().spec().run(), 1, 0, scene.run().clock().instant());

        assertThatThrownBy(() -> leaver.answer(late)).hasMessageContaining("does not collect uploads of epoch 1");
    }

    private StageCheckpoint publish(List<MergingMiner> living) {
        scene.close();
        scene.mergeWith(living);
        return scene.publishAndFlip();
    }

    private Optional<UploadState> upload() {
        return scene.run().services().epochs().upload(0, 0, leaver.miner().hotkey());
    }

    private Optional<Contribution> contribution(StageCheckpoint published) {
        return published.kept().stream()
                .filter(kept -> kept.hotkey().equals(leaver.miner().hotkey()))
                .findFirst();
    }
}
