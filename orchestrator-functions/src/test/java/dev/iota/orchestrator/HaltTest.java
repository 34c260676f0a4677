package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.epoch.Epoch;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run that diverged stops by itself, blames nobody, and goes on when its operator says so. */
@Tag("security")
class HaltTest {
    @Test
    void what_the_only_miner_of_a_stage_finds_in_a_row_halts_the_run() {
        var run = TestRun.of(100);
        var head = run.miner(4);
        run.miner(1);
        run.miner(1);

        var work = head.receive();
        work.stream().limit(2).forEach(hop -> run.deliver(head.refusal(hop, RefusalCause.NOT_FINITE)));
        assertThat(run.status().now().halted()).isEmpty();
        run.deliver(head.refusal(work.get(2), RefusalCause.NOT_FINITE));
        run.clock().pass(Duration.ofSeconds(2));

        var status = run.status().now();
        assertThat(status.halted().orElseThrow())
                .contains("diverged after step 0 of epoch 0 at a learning rate of", "not finite", "--rate R");
        assertThat(status.lost()).isZero();
        assertThat(status.inFlight()).isZero();
        assertThat(run.record(head).conduct().faults()).isZero();
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void in_a_run_that_halted_nothing_starts_whatever_comes() {
        var scene = halted(EpochScene.of(2));
        var run = scene.run();
        var before = positions(run);
        scene.miners().forEach(miner -> scene.deliver(miner.turn()));

        run.clock().pass(Duration.ofSeconds(20));
        scene.miners().forEach(miner -> scene.deliver(miner.heartbeat()));
        run.sweep();
        scene.look();
        scene.lookAtStages();
        run.sweep();

        assertThat(positions(run)).isEqualTo(before);
        assertThat(scene.miners())
                .allSatisfy(miner -> assertThat(miner.miner().receive()).isEmpty());
        assertThat(scene.epoch(0).phase()).isEqualTo(Epoch.Phase.TRAINING);
        assertThatThrownBy(() -> scene.task("Flip")).hasMessageContaining("not finite");
        assertThat(run.status().now().epoch()).isZero();
    }

    @Test
    void a_run_that_halted_goes_on_from_the_last_good_epoch_with_another_rate() {
        var scene = halted(EpochScene.of(2));
        var run = scene.run();
        var published = run.history().checkpoint(0);
        assertThat(run.history().newest()).as("good weights").isZero();

        assertThat(run.control().resume(1e-4)).isEqualTo(1);
        run.clock().pass(Duration.ofSeconds(2));
        scene.miners().forEach(miner -> assertThat(miner.miner().receive())
                .as("it learns the rate by registering")
                .hasAtLeastOneElementOfType(Work.Stop.class));

        var status = run.status().now();
        assertThat(status.halted()).isEmpty();
        assertThat(status.phase()).isEqualTo(dev.iota.core.api.StatusResponse.Phase.OPEN);
        assertThat(run.history().checkpoint(0).blocks()).isEqualTo(published.blocks());
        assertThat(run.status().record().spec().training().schedule().peak()).isEqualTo(1e-4);
    }

    @Test
    void one_miner_of_two_halts_nothing_and_is_blamed_once_the_other_did_its_hops() {
        var run = TestRun.of(3);
        var liar = run.miner(3);
        var work = liar.receive();
        run.miner(1);
        run.miner(1);
        var honest = run.miner(3);
        run.clock().pass(Duration.ofSeconds(2));

        work.forEach(hop -> run.deliver(liar.refusal(hop, RefusalCause.NOT_FINITE)));
        honest.receive().forEach(hop -> run.deliver(honest.answer(hop)));

        assertThat(run.status().now().halted()).isEmpty();
        assertThat(run.run().microbatches().open()).allMatch(m -> m.stage() == 1);
        assertThat(run.record(liar).conduct().faults()).isPositive();
        assertThat(run.record(honest).conduct().faults()).isZero();
        assertThat(run.services().runs().vitals().reports()).isEmpty();
    }

    /** Two miners of the stage agree. */
    private static EpochScene halted(EpochScene scene) {
        var run = scene.run();
        var first = scene.miners().getFirst().miner();
        var second = scene.miners().getLast().miner();
        var hop = (Work.Forward) first.receive().getFirst();
        run.deliver(first.refusal(hop, RefusalCause.NOT_FINITE));
        // The other is busy: it gives one back, and gets this one.
        var busy = second.receive().stream()
                .map(Work.Forward.class::cast)
                .filter(work -> work.microbatch() != hop.microbatch())
                .findFirst()
                .orElseThrow();
        run.deliver(second.answer(busy));
        Stream.generate(second::receive)
                .limit(3)
                .flatMap(List::stream)
                .map(Work.Forward.class::cast)
                .filter(work -> work.microbatch() == hop.microbatch())
                .forEach(work -> run.deliver(second.refusal(work, RefusalCause.NOT_FINITE)));
        run.clock().pass(Duration.ofSeconds(2));
        assertThat(run.status().now().halted()).isPresent();
        assertThat(run.microbatch(hop.microbatch()).state()).isEqualTo(State.UNFINISHED);
        return scene;
    }

    private static List<Microbatch> positions(TestRun run) {
        return run.receipts().microbatches().toList();
    }
}
