package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Json;
import dev.iota.core.routing.Candidate;
import dev.iota.core.run.LeaseSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

class RegisterTest {
    /** Miners of a stage from which on nobody looks at those who join at the same time. */
    private static final int CROWD = 32;

    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final TestRun run = TestRun.of(100);

    @Test
    void miners_that_come_one_after_the_other_staff_every_stage() {
        assertThat(List.of(TestMiner.joining(run), TestMiner.joining(run), TestMiner.joining(run)))
                .extracting(TestMiner::stage)
                .containsExactly(0, 1, 2);
        assertThat(TestMiner.joining(run).stage()).isZero();
    }

    @Test
    void who_comes_takes_the_place_of_one_that_leaves_and_is_not_gone_yet() {
        run.miner(2);
        var leaver = run.miner(2);
        run.miner(2);

        leaver.renew(Candidate.LEAVING);

        assertThat(TestMiner.joining(run).stage()).isEqualTo(leaver.stage()).isNotZero();
    }

    @Test
    void who_joins_a_crowd_waits_for_nobody_and_keeps_its_stage_within_the_epoch() {
        for (var i = 0; i < CROWD * TestRun.STAGES; i++) {
            TestMiner.joining(run);
        }
        var before = run.services().runs().placements();

        var miner = TestMiner.joining(run);
        var stage = miner.stage();
        miner.register(Optional.empty());

        assertThat(miner.stage()).isEqualTo(stage);
        assertThat(run.services().runs().placements())
                .as("what those who join wait for")
                .isEqualTo(before);
    }

    @Test
    void registrations_have_numbers_and_inboxes_of_their_own() {
        var one = TestMiner.joining(run).session();
        var other = TestMiner.joining(run).session();

        assertThat(one.registration()).isNotEqualTo(other.registration());
        assertThat(one.inbox()).isNotEqualTo(other.inbox());
        assertThat(one.spec()).isEqualTo(run.run().spec());
        assertThat(one.checkpoint()).isEmpty();
        assertThat(one.resume()).isFalse();
    }

    @Test
    void an_inbox_is_made_for_who_has_a_place_and_not_for_each_try() {
        var queues = new ArrayList<String>();
        var faster = new AtomicReference<Runnable>(() -> {});
        var raced = TestRun.of(
                1,
                1,
                clients -> new AwsClients(
                        Intercept.client(DynamoDbClient.class, clients.dynamoDb(), (method, request, real) -> {
                            if (method.equals("transactWriteItems")) {
                                faster.getAndSet(() -> {}).run();
                            }
                            return real.make();
                        }),
                        Intercept.client(SqsClient.class, clients.sqs(), (method, request, real) -> {
                            queues.add(method);
                            return real.make();
                        }),
                        clients.s3(),
                        clients.presigner(),
                        clients.sts(),
                        clients.sfn()));
        faster.set(() -> TestMiner.joining(raced));
        queues.clear();

        var miner = TestMiner.joining(raced);

        assertThat(queues)
                .filteredOn("createQueue"::equals)
                .as("of both miners")
                .hasSize(2);
        assertThat(queues).doesNotContain("deleteQueue");
        assertThat(raced.record(miner).joining().inbox())
                .isEqualTo(raced.services()
                        .inboxes()
                        .create(miner.hotkey(), miner.session().registration()));
    }

    @Test
    void credentials_reach_the_miners_own_inbox_and_the_event_queue_only() {
        var miner = TestMiner.joining(run);

        var asked = ((TestSts) run.services().clients().sts())
                .requests().stream()
                        .filter(r -> r.roleArn().endsWith("/" + run.names().minerRole()))
                        .toList();
        assertThat(asked).singleElement().satisfies(request -> {
            var inbox = miner.session().inbox();
            assertThat(request.roleArn())
                    .isEqualTo("arn:aws:iam::000000000000:role/" + run.names().minerRole());
            assertThat(request.roleSessionName()).isEqualTo(miner.hotkey().address());
            assertThat(request.policy())
                    .contains("arn:aws:sqs:us-east-1:000000000000:" + inbox.substring(inbox.lastIndexOf('/') + 1))
                    .contains(
                            "arn:aws:sqs:us-east-1:000000000000:" + run.names().events())
                    .doesNotContain("*");
        });
    }

    @Test
    void a_living_hotkey_without_its_session_waits_for_as_long_as_it_is_told() {
        var miner = run.miner(1);
        var before = run.record(miner);

        var refused = miner.tryRegister(Optional.empty(), Optional.empty());

        assertThat(refused.getStatusCode()).isEqualTo(CONFLICT);
        var wait = Json.read(refused.getBody(), ErrorResponse.class)
                .retryAfterSeconds()
                .orElseThrow();
        assertThat(wait).isBetween(1L, LeaseSpec.DEFAULT.silence().toSeconds() + 1);
        assertThat(run.record(miner)).isEqualTo(before);

        run.clock().pass(java.time.Duration.ofSeconds(wait));
        assertThat(miner.tryRegister(Optional.empty(), Optional.empty()).getStatusCode())
                .isEqualTo(OK);
    }

    @Test
    void the_holder_of_the_session_takes_over_at_once_and_gets_its_stage_again() {
        TestMiner.joining(run);
        var miner = run.miner(1);
        var old = miner.session();

        miner.register(Optional.empty());

        assertThat(miner.session().registration()).isGreaterThan(old.registration());
        assertThat(miner.stage()).isEqualTo(old.stage());
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> run.services().clients().sqs().receiveMessage(b -> b.queueUrl(old.inbox())))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void a_lost_answer_to_a_registration_does_not_lock_the_miner_out() {
        var miner = run.miner(1);
        var known = Optional.of(miner.session().session());
        miner.tryRegister(known, Optional.empty());

        assertThat(miner.tryRegister(known, Optional.empty()).getStatusCode()).isEqualTo(OK);
    }

    @Test
    void the_stage_of_the_snapshot_comes_before_the_need_of_the_others() {
        TestMiner.joining(run);
        var miner = TestMiner.stranger(run);

        miner.register(Optional.of(SnapshotPoint.after(0, 0, 5)));

        assertThat(miner.stage()).isZero();
        assertThat(miner.session().resume()).isTrue();
    }

    @Test
    void a_snapshot_of_another_epoch_is_not_resumed() {
        var miner = TestMiner.stranger(run);

        miner.register(Optional.of(SnapshotPoint.after(1, 0, 5)));

        assertThat(miner.session().resume()).isFalse();
    }
}
