package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Feed;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.RefusalCause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A handler may die after any of its calls and be run again: nothing is lost and nothing counts twice. */
class CrashTest {
    /** Of the calls of a handler every twenty-third. */
    private static final int SOME = 23;

    /** More calls than any handler makes. */
    private static final int CALLS = 90;

    private final Crashes crashes = new Crashes();

    @Test
    void a_forward_counts_once() {
        afterCalls(
                1,
                run -> {
                    var scene = new Scene(run);
                    var event = scene.head.answer(scene.head.receive().getFirst());
                    return () -> run.deliver(event);
                },
                run -> {
                    var microbatch = run.microbatch(0);
                    assertThat(microbatch.stage()).isEqualTo(1);
                    assertThat(microbatch.state()).isEqualTo(State.LEASED);
                    assertThat(run.services()
                                    .miners()
                                    .all()
                                    .mapToLong(m -> m.progress().forwards())
                                    .sum())
                            .isEqualTo(1);
                });
    }

    @Test
    void a_backward_in_the_middle_counts_once() {
        countsOnce(SOME);
    }

    @Test
    @Tag("long")
    void a_backward_in_the_middle_counts_once_after_whichever_call_the_handler_dies() {
        countsOnce(1);
    }

    private void countsOnce(int every) {
        afterCalls(
                every,
                run -> {
                    var scene = new Scene(run);
                    scene.turn(scene.head, scene.middle, scene.tail);
                    var event = scene.middle.answer(scene.middle.receive().getFirst());
                    return () -> run.deliver(event);
                },
                run -> {
                    assertThat(run.microbatch(0).stage()).isZero();
                    assertThat(run.services()
                                    .miners()
                                    .all()
                                    .mapToLong(m -> m.progress().backwards())
                                    .sum())
                            .isEqualTo(2);
                });
    }

    @Test
    void the_last_backward_completes_once_and_starts_one_more() {
        completesOnce(SOME);
    }

    @Test
    @Tag("long")
    void the_last_backward_completes_once_and_starts_one_more_after_whichever_call_the_handler_dies() {
        completesOnce(1);
    }

    private void completesOnce(int every) {
        afterCalls(
                every,
                run -> {
                    var scene = new Scene(run);
                    scene.turn(scene.head, scene.middle, scene.tail, scene.middle);
                    var event = scene.head.answer(scene.head.receive().getFirst());
                    return () -> run.deliver(event);
                },
                run -> {
                    assertThat(run.microbatch(0).state()).isEqualTo(State.COMPLETE);
                    var status = run.status().now();
                    assertThat(status.completed()).isEqualTo(1);
                    assertThat(status.meanLoss()).isEqualTo(2.5);
                    assertThat(status.started()).isEqualTo(2);
                    assertThat(run.microbatch(1).state()).isEqualTo(State.LEASED);
                });
    }

    @Test
    void a_lease_that_ran_out_is_taken_back_once() {
        takenBackOnce(SOME);
    }

    @Test
    @Tag("long")
    void a_lease_that_ran_out_is_taken_back_once_after_whichever_call_the_handler_dies() {
        takenBackOnce(1);
    }

    private void takenBackOnce(int every) {
        afterCalls(
                every,
                run -> {
                    var scene = new Scene(run);
                    var leaseTimer = new LeaseTimer(
                            0, run.microbatch(0).lease().orElseThrow().id());
                    run.clock().pass(Duration.ofSeconds(21));
                    scene.head.renew(1);
                    return () -> run.ring(leaseTimer);
                },
                run -> {
                    assertThat(run.microbatch(0).state()).isEqualTo(State.LEASED);
                    assertThat(run.status().now().redispatched()).isEqualTo(1);
                    assertThat(run.services()
                                    .miners()
                                    .all()
                                    .mapToLong(m -> m.lapses())
                                    .sum())
                            .isEqualTo(1);
                });
    }

    @Test
    void lost_acknowledged_work_is_given_back_exactly_once() {
        lostWorkIsGivenBackOnce(SOME);
    }

    @Test
    @Tag("long")
    void lost_acknowledged_work_is_given_back_exactly_once_after_whichever_call_the_handler_dies() {
        lostWorkIsGivenBackOnce(1);
    }

    private void lostWorkIsGivenBackOnce(int every) {
        afterCalls(
                every,
                run -> {
                    var scene = TakeoverScene.of(run, 1);
                    return () -> scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 1)));
                },
                run -> {
                    var redone = run.receipts()
                            .microbatches()
                            .filter(Microbatch::redone)
                            .map(Microbatch::position)
                            .toList();
                    assertThat(redone).containsExactly(1L);
                    var feed = run.run().feeds().get(0).orElseThrow();
                    assertThat(feed.redo()).extracting(Feed.Redo::position).containsExactlyInAnyOrderElementsOf(redone);
                    assertThat(feed.redone()).isEqualTo(1);
                    assertThat(run.receipts().steps().filter(s -> s.discarded()).count())
                            .isEqualTo(1);
                    assertThat(run.run().microbatches().open())
                            .allSatisfy(m -> assertThat(m.state()).isEqualTo(State.WAITING));
                });
    }

    @Test
    void what_no_miner_can_do_is_given_back_once_and_starts_again() {
        givenUpOnce(SOME);
    }

    @Test
    @Tag("long")
    void what_no_miner_can_do_is_given_back_once_and_starts_again_after_whichever_call_the_handler_dies() {
        givenUpOnce(1);
    }

    private void givenUpOnce(int every) {
        afterCalls(
                every,
                run -> {
                    var scene = new Scene(run);
                    scene.turn(scene.head, scene.middle, scene.tail);
                    var event = scene.middle.refusal(scene.middle.receive().getFirst(), RefusalCause.RESCUE_DIFFERS);
                    return () -> run.deliver(event);
                },
                run -> {
                    assertThat(run.microbatch(0).state()).isEqualTo(State.UNFINISHED);
                    var feed = run.run().feeds().get(0).orElseThrow();
                    assertThat(feed.redone()).isEqualTo(1);
                    assertThat(feed.redo()).as("it started again").isEmpty();
                    assertThat(run.microbatch(1).position()).isZero();
                    assertThat(run.microbatch(1).state()).isEqualTo(State.LEASED);
                    assertThat(run.status().now().lost()).isZero();
                    assertThat(run.status().now().inFlight()).isEqualTo(1);
                });
    }

    @Test
    void a_run_that_diverged_halts() {
        haltsOnce(SOME);
    }

    @Test
    @Tag("long")
    void a_run_that_diverged_halts_after_whichever_call_the_handler_dies() {
        haltsOnce(1);
    }

    private void haltsOnce(int every) {
        afterCalls(
                every,
                run -> {
                    var head = run.miner(3);
                    var work = head.receive();
                    work.stream().limit(2).forEach(hop -> run.deliver(head.refusal(hop, RefusalCause.NOT_FINITE)));
                    var event = head.refusal(work.getLast(), RefusalCause.NOT_FINITE);
                    return () -> run.deliver(event);
                },
                run -> {
                    assertThat(run.services().runs().get().orElseThrow().halted())
                            .isPresent();
                    assertThat(run.run().microbatches().open()).isEmpty();
                    assertThat(run.status().now().lost()).isZero();
                });
    }

    @Test
    void a_step_whose_rows_do_not_fit_into_one_transaction_is_recorded_once() {
        afterCalls(
                1,
                run -> {
                    var event = new Scene(run).head.longStep(1, Event.MAX_ENTRIES);
                    return () -> run.deliver(event);
                },
                run -> {
                    assertThat(run.receipts().steps()).hasSize(1);
                    assertThat(run.quarantined()).isEmpty();
                });
    }

    private record Scene(TestRun run, TestMiner head, TestMiner middle, TestMiner tail) {
        Scene(TestRun run) {
            this(run, run.miner(1), run.miner(1), run.miner(1));
        }

        void turn(TestMiner... miners) {
            List.of(miners).forEach(m -> run.deliver(m.answer(m.receive().getFirst())));
        }
    }

    /**
     * Lets an action die after its first call, then so many calls later, and so on until it lives; each time in a new
     * run, and once more.
     */
    private void afterCalls(int every, Function<TestRun, Runnable> scene, ThrowingConsumer<TestRun> then) {
        for (var calls = 1; calls <= CALLS; calls += every) {
            crashes.never();
            var run = TestRun.of(100, 1, crashes::around);
            var action = scene.apply(run);
            run.restart();
            var died = crashes.dies(calls, action);
            run.restart();
            action.run();
            assertThat(run).as("killed after call %d", calls).satisfies(then);
            assertThat(run.miscounted()).isEmpty();
            run.forget();
            if (!died) {
                return;
            }
        }
        throw new AssertionError("the handler makes more than %d calls".formatted(CALLS));
    }
}
