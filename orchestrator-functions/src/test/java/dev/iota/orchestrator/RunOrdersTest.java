package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.epoch.Epoch.Phase;
import dev.iota.core.owner.Command;
import dev.iota.core.owner.RunState;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.admin.RunOrders;
import dev.iota.orchestrator.context.Runs;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the owner of a run tells it, and what it does then. */
class RunOrdersTest {
    /** After so long every function has heard of an order. */
    private static final Duration HEARD = Duration.ofSeconds(2);

    /** More calls than an order makes. */
    private static final int CALLS = 100;

    /** Of these calls every seventh. */
    private static final int SOME = 7;

    private final Crashes crashes = new Crashes();

    private static RunOrders orders(EpochScene scene) {
        var services = scene.run().services();
        return new RunOrders(services, new Runs(services), scene.run().control());
    }

    private static void tell(EpochScene scene, Command command) {
        orders(scene).give(command);
        scene.run().clock().pass(HEARD);
    }

    @Test
    void in_a_paused_run_nothing_starts_what_is_under_way_ends_and_its_epoch_waits() {
        var scene = EpochScene.of(2);
        scene.train();
        tell(scene, Command.PAUSE);
        assertThat(orders(scene).state()).isEqualTo(RunState.PAUSED);
        var started = scene.run().status().now().started();

        scene.work(scene.miners());
        scene.run().clock().pass(Duration.ofHours(1));
        scene.miners().forEach(miner -> scene.deliver(miner.heartbeat()));
        scene.run().sweep();
        scene.look();
        scene.work(scene.miners());

        var status = scene.run().status().now();
        assertThat(status.started()).isEqualTo(started);
        assertThat(status.inFlight()).isZero();
        assertThat(status.lost()).isZero();
        assertThat(scene.epoch(0).phase()).isEqualTo(Phase.TRAINING);
    }

    @Test
    void a_run_that_goes_on_has_the_time_of_its_pause_again() {
        var scene = EpochScene.of(2);
        scene.train();
        var target = scene.epoch(0).start().target();
        tell(scene, Command.PAUSE);
        scene.work(scene.miners());
        var started = scene.run().status().now().started();
        scene.run().clock().pass(Duration.ofHours(1));
        scene.miners().forEach(miner -> scene.deliver(miner.heartbeat()));

        tell(scene, Command.RESUME);

        assertThat(orders(scene).state()).isEqualTo(RunState.TRAINING);
        assertThat(scene.epoch(0).start().target())
                .isEqualTo(target.plus(Duration.ofHours(1)).plus(HEARD));
        scene.train();
        assertThat(scene.run().status().now().started()).isGreaterThan(started);
    }

    @Test
    void a_run_that_is_stopped_publishes_what_it_trained_and_begins_no_epoch_after_that() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.train();
        tell(scene, Command.STOP);
        assertThat(orders(scene).state()).isEqualTo(RunState.ENDING);
        scene.close();
        scene.work(scene.miners());
        var published = scene.publishAndFlip();

        assertThat(published.epoch()).isEqualTo(1);
        assertThat(orders(scene).state()).isEqualTo(RunState.ENDED);
        var started = scene.run().status().now().started();
        scene.miners().forEach(miner -> scene.deliver(miner.heartbeat()));
        scene.run().sweep();
        scene.work(scene.miners());
        assertThat(scene.run().status().now().started()).isEqualTo(started);
        var name = scene.run().names().run();
        assertThat(scene.executions().started(name)).containsExactly(name + "-0-1");

        tell(scene, Command.START);
        assertThat(orders(scene).state()).isEqualTo(RunState.TRAINING);
        assertThat(scene.executions().started(name)).containsExactly(name + "-0-1", name + "-1-1");
    }

    @Test
    void an_epoch_that_had_only_begun_when_the_feeds_were_closed_has_nothing_to_finish() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.train();
        scene.close();
        assertThat(orders(scene).isIdle()).isFalse();
        scene.work(scene.miners());
        scene.publishAndFlip();
        scene.task("Begin");
        scene.train();

        assertThat(scene.epoch(1).phase()).isEqualTo(Phase.TRAINING);
        assertThat(orders(scene).isIdle()).isTrue();
    }

    @Test
    void the_training_of_a_stopped_run_ends_by_itself() {
        var scene = EpochScene.of(2);
        scene.train();
        scene.train();
        tell(scene, Command.STOP);

        for (var turns = 0; turns < 20 && scene.epoch(0).phase() != Phase.MERGING; turns++) {
            scene.train();
            scene.look();
        }

        assertThat(scene.epoch(0).phase()).isEqualTo(Phase.MERGING);
    }

    @Test
    void a_run_that_is_stopped_before_anything_started_has_ended_at_once() {
        var scene = EpochScene.of(0);
        tell(scene, Command.STOP);

        assertThat(orders(scene).state()).isEqualTo(RunState.ENDED);
        assertThat(orders(scene).reason()).contains("ended by its owner");
    }

    @Test
    void a_run_that_is_ended_now_gives_up_its_epoch_and_goes_on_from_where_that_began() {
        var scene = EpochScene.of(2);
        var before = scene.run().history().checkpoint(0);
        scene.train();
        tell(scene, Command.STOP_NOW);

        assertThat(orders(scene).state()).isEqualTo(RunState.ENDED);
        assertThat(scene.run().status().now().inFlight()).isZero();
        scene.run().sweep();
        assertThat(scene.epoch(0).phase()).isEqualTo(Phase.TRAINING);
        assertThatThrownBy(() -> scene.task("Flip")).hasMessageContaining("given up");

        tell(scene, Command.START);
        assertThat(orders(scene).state()).isEqualTo(RunState.TRAINING);
        assertThat(scene.run().status().now().epoch()).isEqualTo(1);
        assertThat(scene.run().history().checkpoint(0).blocks()).isEqualTo(before.blocks());
    }

    @Test
    void whoever_goes_on_with_a_run_lifts_the_order_that_holds_it() {
        var scene = EpochScene.of(1);
        for (var command : new Command[] {Command.PAUSE, Command.STOP}) {
            tell(scene, command);
            orders(scene).lift();
            scene.run().clock().pass(HEARD);
            assertThat(orders(scene).state()).as("%s", command).isEqualTo(RunState.TRAINING);
        }
    }

    @Test
    void a_run_that_was_stopped_and_gets_more_epochs_trains_again() {
        var scene = EpochScene.of(1, EpochScene.spec(10, 0).withCount(1));
        scene.train();
        assertThat(orders(scene).start(2).reason()).isEqualTo("the run has 2 epochs now");
        tell(scene, Command.STOP);
        assertThatThrownBy(() -> orders(scene).start(3)).hasMessageContaining("wait until it has ended");
        assertThat(epochs(scene)).as("of a run that ends").isEqualTo(2);
        scene.close();
        scene.work(scene.miners());
        scene.publishAndFlip();
        assertThat(orders(scene).state()).isEqualTo(RunState.ENDED);

        assertThatThrownBy(() -> orders(scene).start(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted 1 or more");
        assertThat(orders(scene).start(3).reason()).contains("goes on");

        scene.run().clock().pass(HEARD);
        assertThat(orders(scene).state()).isEqualTo(RunState.TRAINING);
        assertThat(epochs(scene)).isEqualTo(4);
    }

    private static int epochs(EpochScene scene) {
        return scene.run().status().record().spec().epochs().count();
    }

    @Test
    void what_a_run_cannot_do_is_refused_with_the_reason() {
        var scene = EpochScene.of(1);
        tell(scene, Command.STOP_NOW);

        assertThatThrownBy(() -> tell(scene, Command.PAUSE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended by its owner");
        assertThat(scene.run().status().record().order()).isPresent();
    }

    @Tag("crash")
    @Test
    void an_order_is_carried_out_after_calls_at_which_its_owner_was_killed() {
        carriedOut(SOME);
    }

    @Tag("crash")
    @Tag("long")
    @Test
    void an_order_is_carried_out_after_whichever_of_its_calls_its_owner_was_killed() {
        carriedOut(1);
    }

    private void carriedOut(int every) {
        for (var calls = 1; calls <= CALLS; calls += every) {
            crashes.never();
            var scene = new EpochScene(
                    Setup.of(1, EpochScene.spec(10, 0)).stages(1).blocks(1).wrap(crashes::around));
            scene.train();
            var died = tellKilled(scene, Command.PAUSE, calls);
            assertThat(orders(scene).state()).isEqualTo(RunState.PAUSED);
            scene.work(scene.miners());
            died |= tellKilled(scene, Command.RESUME, calls);
            assertThat(orders(scene).state()).isEqualTo(RunState.TRAINING);
            scene.train();
            died |= tellKilled(scene, Command.STOP_NOW, calls);
            assertThat(orders(scene).state()).isEqualTo(RunState.ENDED);
            assertThat(scene.run().status().now().inFlight()).isZero();
            assertThat(scene.miners().getFirst().miner().receive())
                    .as("nothing new")
                    .noneMatch(Work.Load.class::isInstance);
            scene.run().forget();
            if (!died) {
                return;
            }
        }
        throw new AssertionError("an order makes more than %d calls".formatted(CALLS));
    }

    /** Gives an order twice: the first time until it is killed. */
    private boolean tellKilled(EpochScene scene, Command command, int calls) {
        crashes.after(calls);
        try {
            orders(scene).give(command);
            return false;
        } catch (Crashes.Killed e) {
            return true;
        } finally {
            crashes.never();
            scene.run().clock().pass(HEARD);
            orders(scene).give(command);
            scene.run().clock().pass(HEARD);
        }
    }
}
