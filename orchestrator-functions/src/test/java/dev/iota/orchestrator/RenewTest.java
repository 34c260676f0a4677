package dev.iota.orchestrator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.iota.cloud.client.AwsClients;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

@Tag("security")
class RenewTest {
    private final TestRun run = TestRun.of(100);

    @Test
    void slots_are_filled_as_soon_as_they_are_announced() {
        var miner = TestMiner.joining(run);
        assertThat(miner.receive()).isEmpty();

        miner.renew(2);

        assertThat(miner.receive()).hasSize(2);
        assertThat(run.record(miner).inFlight()).isEqualTo(2);
    }

    @Test
    void credentials_never_end_in_use_also_if_the_answer_with_newer_ones_is_lost() {
        var now = new AtomicReference<InstantSource>(InstantSource.system());
        var aging = TestRun.of(10, 1, awsClients -> fifteenMinutes(awsClients, now));
        now.set(aging.clock());
        var miner = TestMiner.joining(aging);
        assertThat(miner.expires()).isEqualTo(aging.clock().instant().plus(Duration.ofMinutes(15)));
        var given = 0;
        for (var beat = 0; beat < 120; beat++) {
            aging.clock().pass(Duration.ofSeconds(30));
            var newer = miner.renew(0).credentials();
            if (newer.isPresent() && given++ % 3 == 2) {
                miner.takes(newer.get());
            }
            assertThat(miner.expires()).isAfter(aging.clock().instant().plus(Duration.ofMinutes(3)));
        }
        // Every ten minutes, each time twice in vain.
        assertThat(given).isEqualTo(15);
    }

    /** As the real service: credentials end as soon as they were asked to. */
    private static AwsClients fifteenMinutes(AwsClients awsClients, AtomicReference<InstantSource> clock) {
        var sts = Intercept.client(StsClient.class, awsClients.sts(), (method, request, call) -> {
            var life = Duration.ofSeconds(((AssumeRoleRequest) request).durationSeconds());
            return AssumeRoleResponse.builder()
                    .credentials(given -> given.accessKeyId("id")
                            .secretAccessKey("secret")
                            .sessionToken("token")
                            .expiration(requireNonNull(clock.get()).instant().plus(life)))
                    .build();
        });
        return new AwsClients(
                awsClients.dynamoDb(),
                awsClients.sqs(),
                awsClients.s3(),
                awsClients.presigner(),
                sts,
                awsClients.sfn());
    }

    @Test
    void a_fenced_session_is_refused() {
        var miner = run.miner(1);
        var old = miner.session().session();
        miner.register(Optional.empty());

        var refused =
                miner.tryRenew(new RenewRequest(old, 1, 1, 0, List.of(), List.of(), List.of(), 0, 0, Instant.EPOCH));

        assertThat(refused.getStatusCode()).isEqualTo(409);
        assertThat(refused.getBody()).contains("fenced");
        assertThat(run.record(miner).slots()).isZero();
    }

    @Test
    void a_repeated_heartbeat_changes_nothing_and_neither_does_one_that_comes_too_soon() {
        var miner = run.miner(1);
        var first = run.clock().instant().plusSeconds(5);
        var next = first.plus(
                Duration.ofMinutes(1).dividedBy(run.run().spec().limits().calls()));
        var request = signed(miner, first, "a");
        assertThat(answer(request)).isEqualTo(200);
        var before = run.record(miner);

        assertThat(answer(request)).isEqualTo(401);
        assertThat(answer(signed(miner, first.minusSeconds(3), "b")))
                .as("one that was overtaken on its way")
                .isEqualTo(429);
        assertThat(answer(signed(miner, next.minusMillis(1), "c")))
                .as("so many a minute are no two at a time")
                .isEqualTo(429);

        assertThat(run.record(miner)).isEqualTo(before);
        assertThat(run.counted("requestsRefused", "TOO_MANY")).isEqualTo(2);
        assertThat(run.counted("requestsRefused", "REPEATED")).isEqualTo(1);
        assertThat(answer(signed(miner, next, "d"))).isEqualTo(200);
    }

    @Test
    void a_new_session_does_not_wait_for_what_the_one_before_signed() {
        var miner = run.miner(1);
        assertThat(answer(signed(miner, run.clock().instant().plusSeconds(9), "a")))
                .isEqualTo(200);

        miner.register(Optional.empty());

        assertThat(answer(signed(miner, run.clock().instant(), "b"))).isEqualTo(200);
    }

    private APIGatewayV2HTTPEvent signed(TestMiner miner, Instant at, String nonce) {
        var session = miner.session().session();
        return miner.requestAt(
                at,
                nonce,
                "POST",
                "/v1/renew",
                new RenewRequest(session, 1, 1, 0, List.of(), List.of(), List.of(), 0, 0, Instant.EPOCH));
    }

    private int answer(APIGatewayV2HTTPEvent request) {
        return new RenewFunction(run.services())
                .handleRequest(request, run.context())
                .getStatusCode();
    }

    @Test
    void a_heartbeat_extends_the_leases_that_the_miner_holds() {
        var miner = run.miner(1);
        var work = (Work.Forward) miner.receive().getFirst();
        var before = run.microbatch(0).deadline();
        run.clock().pass(Duration.ofSeconds(15));

        miner.renew(1, List.of(new RenewRequest.HeldLease(0, work.lease())), List.of(), List.of());

        assertThat(run.microbatch(0).deadline()).isAfter(before);
        assertThat(run.microbatch(0).lease().orElseThrow().id()).isEqualTo(work.lease());
    }

    @Test
    void a_lease_with_time_left_is_left_alone() {
        var miner = run.miner(1);
        var work = (Work.Forward) miner.receive().getFirst();
        var before = run.microbatch(0);

        miner.renew(1, List.of(new RenewRequest.HeldLease(0, work.lease())), List.of(), List.of());

        assertThat(run.microbatch(0)).isEqualTo(before);
    }

    @Test
    void no_heartbeat_extends_a_hop_beyond_the_longest_lease() {
        var miner = run.miner(1);
        var work = (Work.Forward) miner.receive().getFirst();
        var start = run.microbatch(0).since();
        for (var time = Duration.ZERO;
                time.compareTo(LeaseSpec.DEFAULT.longest()) < 0;
                time = time.plus(LeaseSpec.DEFAULT.heartbeat())) {
            run.clock().pass(LeaseSpec.DEFAULT.heartbeat());
            miner.renew(1, List.of(new RenewRequest.HeldLease(0, work.lease())), List.of(), List.of());
        }

        assertThat(run.microbatch(0).deadline()).isEqualTo(start.plus(LeaseSpec.DEFAULT.longest()));
    }

    @Test
    void a_miner_hears_which_gradients_will_not_come_back() {
        var miner = run.miner(2);
        var first = miner.receive();
        run.deliver(miner.answer(first.getFirst()));
        var kept = ((Work.Forward) first.getFirst()).microbatch();
        var lost = ((Work.Forward) first.getLast()).microbatch();
        run.clock().pass(Duration.ofMinutes(1));
        run.ring(new LeaseTimer(lost, ((Work.Forward) first.getLast()).lease()));

        var gone =
                miner.renew(2, List.of(), List.of(kept, lost, 4711L), List.of()).gone();

        assertThat(gone).containsExactly(lost, 4711L);
    }

    @Test
    void steps_on_record_are_confirmed_and_lost_ones_are_not() {
        var miner = run.miner(1);
        run.deliver(miner.stepDone(1, 1L));
        assertThat(miner.renew(1, List.of(), List.of(), List.of(1, 2)).confirmed())
                .containsExactly(1);

        miner.register(Optional.empty());

        assertThat(miner.renew(1, List.of(), List.of(), List.of(1)).confirmed()).isEmpty();
    }

    @Test
    void impossible_numbers_are_refused() {
        var miner = run.miner(1);

        var refused = miner.tryRenew(new RenewRequest(
                miner.session().session(), 1, Double.NaN, 0, List.of(), List.of(), List.of(), 0, 0, Instant.EPOCH));

        assertThat(refused.getStatusCode()).isEqualTo(400);
    }

    @Test
    void a_miner_that_was_silent_is_given_work_again_after_its_next_heartbeat() {
        var miner = TestMiner.joining(run);
        run.clock().pass(Duration.ofMinutes(5));
        run.sweep();
        assertThat(run.record(miner).active()).isFalse();

        miner.renew(1);

        assertThat(run.record(miner).active()).isTrue();
        assertThat(run.microbatch(0).state()).isEqualTo(State.LEASED);
    }
}
