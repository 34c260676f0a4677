package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.EpochSpec;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What a hop costs in calls, once the hints of a second are there: it is what the bill and the latency are made of. */
class HopCostTest {
    private final TreeMap<String, Integer> calls = new TreeMap<>();
    private final TestRun run = TestRun.of(100, 1, this::around);
    private final TestMiner head = run.miner(2);
    private final TestMiner middle = run.miner(2);
    private final TestMiner tail = run.miner(2);

    @Test
    void a_forward_is_one_read_one_transaction_and_two_messages() {
        var work = head.receive();
        run.deliver(head.answer(work.getFirst()));
        var event = head.answer(work.getLast());
        calls.clear();

        run.deliver(event);

        assertThat(calls).containsOnlyKeys("getItem", "transactWriteItems", "sendMessage");
        assertThat(calls).containsEntry("getItem", 1).containsEntry("transactWriteItems", 1);
        assertThat(calls).containsEntry("sendMessage", 2);
    }

    @Test
    void a_backward_looks_once_more_for_what_waits() {
        head.receive().forEach(work -> run.deliver(head.answer(work)));
        middle.receive().forEach(work -> run.deliver(middle.answer(work)));
        var work = tail.receive();
        run.deliver(tail.answer(work.getFirst()));
        var event = tail.answer(work.getLast());
        calls.clear();

        run.deliver(event);

        assertThat(calls).containsOnlyKeys("getItem", "transactWriteItems", "sendMessage", "query");
        assertThat(calls).containsEntry("getItem", 1).containsEntry("transactWriteItems", 1);
        assertThat(calls).containsEntry("sendMessage", 2).containsEntry("query", 1);
    }

    @Test
    void the_end_of_one_microbatch_and_the_start_of_the_next_are_two_transactions() {
        head.receive().forEach(work -> run.deliver(head.answer(work)));
        for (var miner : List.of(middle, tail, middle)) {
            miner.receive().forEach(work -> run.deliver(miner.answer(work)));
        }
        var work = head.receive();
        run.deliver(head.answer(work.getFirst()));
        var event = head.answer(work.getLast());
        calls.clear();

        run.deliver(event);

        assertThat(calls)
                .containsEntry("transactWriteItems", 2)
                .containsEntry("sendMessage", 2)
                .containsEntry("deleteObjects", 1);
        assertThat(calls.values().stream().mapToInt(n -> n).sum()).isLessThanOrEqualTo(9);
    }

    @Test
    void a_backward_that_could_be_audited_and_is_not_costs_no_call_more() {
        costsNoCallMore(TestRun.audited(AuditScene.EVERY.withShare(1e-12), EpochSpec.untilClosed(), this::around));
    }

    @Test
    void a_backward_of_a_miner_that_could_be_watched_and_is_not_costs_no_call_more() {
        var rarely = AuditScene.EVERY.withShare(0).withWatchedShare(1e-12);
        costsNoCallMore(TestRun.audited(rarely, EpochAuditScene.epochs(Moments.RESTARTED), this::around));
    }

    @Test
    void that_a_hop_is_of_a_watched_miner_is_written_with_it() {
        costsNoCallMore(TestRun.audited(EpochAuditScene.ALL, EpochAuditScene.epochs(Moments.RESTARTED), this::around));
    }

    private void costsNoCallMore(TestRun audited) {
        var first = audited.miner(2);
        var second = audited.miner(2);
        var third = audited.miner(2);
        first.receive().forEach(hop -> audited.deliver(first.answer(hop)));
        second.receive().forEach(hop -> audited.deliver(second.answer(hop)));
        var work = third.receive();
        audited.deliver(third.answer(work.getFirst()));
        var event = third.answer(work.getLast());
        calls.clear();

        audited.deliver(event);

        assertThat(calls).containsOnlyKeys("getItem", "transactWriteItems", "sendMessage", "query");
        assertThat(calls).containsEntry("getItem", 1).containsEntry("transactWriteItems", 1);
        assertThat(calls).containsEntry("sendMessage", 2).containsEntry("query", 1);
    }

    private AwsClients around(AwsClients awsClients) {
        return new AwsClients(
                Intercept.client(DynamoDbClient.class, awsClients.dynamoDb(), this::count),
                Intercept.client(SqsClient.class, awsClients.sqs(), this::count),
                Intercept.client(S3Client.class, awsClients.s3(), this::count),
                awsClients.presigner(),
                awsClients.sts(),
                awsClients.sfn());
    }

    private @Nullable Object count(String method, Object request, Intercept.Call real) throws Throwable {
        calls.merge(method, 1, Integer::sum);
        return real.make();
    }
}
