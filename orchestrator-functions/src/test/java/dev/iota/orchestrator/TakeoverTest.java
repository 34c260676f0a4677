package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.table.AppliedRow.Acknowledged;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.Origin;
import dev.iota.core.microbatch.Microbatch.Place;
import dev.iota.core.microbatch.Microbatch.Progress;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Direction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** A miner that comes back and had more than one invocation can take back. */
class TakeoverTest {
    /** Ids that no feed has come to. */
    private static final long FIRST = 1_000;

    /** So many calls later a handler dies the next time: all of them are tried where less happens, in CrashTest. */
    private static final int EVERY = 11;

    private static final int MOST_CALLS = 2_000;

    private final Crashes crashes = new Crashes();
    private final Deque<String> left = new ArrayDeque<>();

    @Test
    void a_registration_takes_back_a_few_leases_and_the_timers_the_rest() {
        var run = run();
        var head = run.miner(20);
        var before = head.session().registration();

        head.register(Optional.empty());
        assertThat(leased(run, before)).isEqualTo(18);
        goOn(run);
        assertThat(leased(run, before)).isEqualTo(16);
        goOnToTheEnd(run);

        assertThat(leased(run, before)).isZero();
        assertThat(left).isEmpty();
        assertThat(run.record(head).inFlight()).isZero();
        assertThat(run.status().now().redispatched()).isEqualTo(20);
    }

    @Test
    void a_registration_gives_back_some_gradients_and_the_timers_the_rest() {
        var run = run();
        var head = run.miner(0);
        computed(run, head, 250);

        head.register(Optional.empty());
        assertThat(run.status().now().redone()).isEqualTo(100);
        goOn(run);
        assertThat(run.status().now().redone()).isEqualTo(200);
        goOnToTheEnd(run);

        assertGivenBack(run, 250);
    }

    @Test
    void what_a_newer_registration_takes_over_is_left_to_it() {
        var run = run();
        var head = run.miner(20);
        head.register(Optional.empty());
        var older = left.remove();
        head.register(Optional.empty());
        var before = leased(run, head.session().registration() - 1);

        run.ring(older);

        assertThat(leased(run, head.session().registration() - 1)).isEqualTo(before);
    }

    @Test
    void a_timer_of_a_miner_that_never_was_does_nothing() {
        var elsewhere = run().miner(0).hotkey();
        assertThat(run().ring("{\"hotkey\":\"%s\",\"registration\":7}".formatted(elsewhere))
                        .getBatchItemFailures())
                .isEmpty();
    }

    @Test
    void everything_is_given_back_once_whenever_the_handler_dies() {
        var died = true;
        for (var calls = 1; died; calls += EVERY) {
            assertThat(calls).isLessThan(MOST_CALLS);
            crashes.never();
            left.clear();
            var run = run();
            var head = run.miner(10);
            computed(run, head, 260);
            head.register(Optional.empty());
            var message = left.remove();
            run.restart();
            died = crashes.dies(calls, () -> run.ring(message));
            run.restart();
            run.ring(message);
            while (!left.isEmpty()) {
                run.ring(left.remove());
            }

            assertGivenBack(run, 260);
            assertThat(run.run().microbatches().open())
                    .as("killed after call %d", calls)
                    .allSatisfy(microbatch -> assertThat(microbatch.state()).isEqualTo(State.WAITING));
            assertThat(run.miscounted()).isEmpty();
            run.forget();
        }
    }

    private TestRun run() {
        return TestRun.of(100_000, 1, this::around);
    }

    private AwsClients around(AwsClients awsClients) {
        return crashes.around(Intercept.queues(awsClients, this::send));
    }

    private @Nullable Object send(String method, Object request, Intercept.Call real) throws Throwable {
        if (request instanceof SendMessageRequest message
                && message.messageBody().startsWith("{\"hotkey\"")) {
            left.add(message.messageBody());
        }
        return real.make();
    }

    /** Hands what a registration, or the timer before, left undone to the timers' function. */
    private void goOnToTheEnd(TestRun run) {
        while (!left.isEmpty()) {
            goOn(run);
        }
    }

    private void goOn(TestRun run) {
        assertThat(left).hasSize(1);
        assertThat(run.ring(left.remove()).getBatchItemFailures()).isEmpty();
    }

    private static long leased(TestRun run, long registration) {
        return run.run()
                .microbatches()
                .open()
                .filter(microbatch -> microbatch
                        .lease()
                        .filter(lease -> lease.registration() == registration)
                        .isPresent())
                .count();
    }

    /** Gradients of a miner that were accepted, and are in no step that survives a registration without a snapshot. */
    private static void computed(TestRun run, TestMiner miner, int count) {
        var now = run.clock().instant();
        for (var from = 0; from < count; from += 50) {
            var transaction = run.services().transaction();
            LongStream.range(FIRST + from, FIRST + Math.min(from + 50, count)).forEach(id -> {
                var place = new Place(0, Direction.BACKWARD, State.COMPLETE, List.of(), now, now, List.of());
                run.run()
                        .microbatches()
                        .create(transaction, new Microbatch(new Origin(id, id, 0, now, 0), place, Progress.NONE, 0));
                run.services()
                        .applied()
                        .acknowledge(
                                transaction,
                                miner.hotkey(),
                                0,
                                id,
                                new Acknowledged(miner.session().registration(), 1),
                                now);
            });
            assertThat(transaction.commit().committed()).isTrue();
        }
    }

    private static void assertGivenBack(TestRun run, int count) {
        assertThat(run.status().now().redone()).isEqualTo(count);
        var again = LongStream.range(0, run.run().microbatches().shards())
                .boxed()
                .flatMap(shard -> run.run().feeds().get(shard.intValue()).stream())
                .mapToLong(Feed::redone)
                .sum();
        assertThat(again).isEqualTo(count);
        assertThat(run.receipts().microbatches().filter(Microbatch::redone)).hasSize(count);
    }
}
