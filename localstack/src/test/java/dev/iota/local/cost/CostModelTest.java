package dev.iota.local.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.cloud.count.Amount;
import dev.iota.cloud.count.CallCounts;
import dev.iota.cloud.count.CallCounts.Calls;
import dev.iota.cloud.count.CallCounts.Cause;
import dev.iota.cloud.count.Causes;
import dev.iota.local.cost.PriceList.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Two microbatches of three stages: ten hops, which came in five batches together with ten steps. */
class CostModelTest {
    private static final Offset<Double> EXACTLY = within(1e-9);
    private static final Instant NOW = Instant.EPOCH;
    private static final CallCounts COUNTS = new CallCounts(
            NOW,
            NOW,
            List.of(
                    new Cause(Causes.EVENTS, Causes.EVENTS, 5, 1),
                    new Cause(Causes.HOP, Causes.EVENTS, 10, 1),
                    new Cause(Causes.STEP, Causes.EVENTS, 10, 1),
                    new Cause(Causes.MICROBATCH, Causes.HOP, 2, 0),
                    new Cause(Causes.IDLE, Causes.HEARTBEAT, 4, 1)),
            List.of(
                    calls(Causes.HOP, "dynamodb", "TransactWriteItems", "microbatches", 10, Amount.TABLE_WRITES, 80),
                    calls(Causes.EVENTS, "sqs", "DeleteMessageBatch", "events", 5, Amount.MESSAGES, 20),
                    calls(Causes.HOP, "s3", "PutObject", "hop", 8, Amount.BYTES_IN, 1),
                    calls(Causes.HOP, "s3", "GetObject", "data", 4, Amount.BYTES_OUT, 1),
                    calls(Causes.HOP, "s3", "DeleteObjects", "", 2, Amount.BYTES_IN, 0),
                    calls(Causes.HEARTBEAT, "api", "Request", "Renew", 4, Amount.BYTES_IN, 0),
                    calls(Causes.IDLE, "dynamodb", "UpdateItem", "miners", 4, Amount.TABLE_WRITES, 8)));
    private static final Scale COUNTED = new Scale(3, 1000, 0, Duration.ofSeconds(5), 1);

    private final CostModel model = new CostModel(COUNTS, 3, PriceList.shipped());

    @Test
    void what_several_causes_have_in_common_is_theirs_by_their_times() {
        var parts = model.at(COUNTED).perMicrobatch();

        assertThat(part(parts, Causes.HOP).queueRequests()).isEqualTo(5 * 0.5 / 2, EXACTLY);
        assertThat(part(parts, Causes.STEP).queueRequests()).isEqualTo(5 * 0.5 / 2, EXACTLY);
        assertThat(part(parts, Causes.HOP).writes()).isEqualTo(40, EXACTLY);
    }

    @Test
    void more_stages_have_more_hops_and_cross_more_boundaries_and_read_the_same_tokens() {
        var five = new Scale(5, 1000, 0, Duration.ofSeconds(5), 1);

        var hop = part(model.at(five).perMicrobatch(), Causes.HOP);

        assertThat(hop.writes()).isEqualTo(40 * 9 / 5.0, EXACTLY);
        assertThat(hop.objectPuts()).isEqualTo(4 * 4 / 2.0, EXACTLY);
        assertThat(hop.objectGets()).isEqualTo(2, EXACTLY);
    }

    @Test
    void dollars_are_those_of_the_list_and_removing_objects_is_free() {
        var list = PriceList.shipped();

        var report = model.at(COUNTED);

        assertThat(report.dollarsPerBillionTokens().s3())
                .isEqualTo(list.of(Item.OBJECT_PUT, 4e6) + list.of(Item.OBJECT_GET, 2e6), EXACTLY);
        assertThat(list.of(Item.WRITE_UNIT, 1e6)).isEqualTo(0.625, EXACTLY);
        assertThat(list.date()).isNotEmpty();
        assertThat(list.sources()).isNotEmpty();
    }

    @Test
    void a_function_is_billed_for_its_invocation_and_for_waiting_for_what_it_calls() {
        var counts = new CallCounts(
                NOW,
                NOW,
                List.of(new Cause(Causes.MICROBATCH, Causes.HOP, 1, 0)),
                List.of(
                        calls(Causes.HOP, "dynamodb", "GetItem", "runs", 4, Amount.READS, 4),
                        calls(Causes.HOP, "s3", "GetObject", "hop", 7, Amount.BYTES_OUT, 1),
                        calls(Causes.HOP, "lambda", "Invoke", "Events", 1, Amount.GIGABYTE_SECONDS, 99)));
        var list = PriceList.shipped();

        var functions = new CostModel(counts, 3, list).at(COUNTED).microbatch().functions();

        assertThat(functions.invocations()).isEqualTo(1, EXACTLY);
        assertThat(functions.gigabyteSeconds())
                .isEqualTo(list.gigabyteSeconds("dynamodb", 4) + list.gigabyteSeconds("lambda", 1), EXACTLY);
    }

    @Test
    void an_idle_miner_pays_for_its_heartbeats_and_for_waiting_at_its_inbox() {
        var list = PriceList.shipped();
        var month = 30 * 24 * 3600.0;
        var heartbeat = list.of(Item.WRITE_UNIT, 2)
                + list.of(Item.API_REQUEST, 1)
                + list.of(Item.GIGABYTE_SECOND, list.gigabyteSeconds("dynamodb", 1));

        assertThat(model.at(COUNTED).idle().minerDollarsPerMonth())
                .isEqualTo(heartbeat * month / 5 + list.of(Item.QUEUE_REQUEST, month / 20), EXACTLY);
    }

    @Test
    void a_miner_sends_as_many_heartbeats_as_its_work_takes_time() {
        var busy = new CostModel(
                new CallCounts(
                        NOW,
                        NOW,
                        List.of(
                                new Cause(Causes.BUSY, Causes.HEARTBEAT, 4, 1),
                                new Cause(Causes.MICROBATCH, Causes.HOP, 2, 0)),
                        List.of(calls(Causes.BUSY, "dynamodb", "UpdateItem", "miners", 4, Amount.TABLE_WRITES, 8))),
                3,
                PriceList.shipped());

        var report = busy.at(new Scale(5, 1000, 0.3, Duration.ofSeconds(30), 1));

        assertThat(report.microbatch().writes()).isEqualTo(5 * 0.3 / 30 * 2, EXACTLY);
    }

    @Test
    void provisioned_tables_are_paid_by_the_hour_with_what_of_them_is_not_used() {
        var anHourOfTen = new Use(7 * 3600, 0, 70 * 3600, 0, 0, 0, Use.NONE.functions(), Use.NONE.others());

        var bill = Bill.of(anHourOfTen, PriceList.shipped());

        assertThat(bill.provisioned()).isEqualTo(10 * 0.00065 + 100 * 0.00013, EXACTLY);
        assertThat(bill.totalProvisioned()).isEqualTo(bill.provisioned(), EXACTLY);
        assertThat(bill.total()).isEqualTo(bill.dynamoDb(), EXACTLY).isGreaterThan(bill.provisioned());
    }

    @Test
    void what_dynamodb_refused_is_billed_as_what_it_did() {
        var refused = new Calls(Causes.HOP, "dynamodb", "TransactWriteItems", "", 10, 10, Map.of());
        var with = new ArrayList<>(COUNTS.calls());
        with.add(refused);

        var report = new CostModel(new CallCounts(NOW, NOW, COUNTS.causes(), with), 3, PriceList.shipped()).at(COUNTED);

        assertThat(part(report.perMicrobatch(), Causes.HOP).writes()).isEqualTo(80, EXACTLY);
    }

    @Test
    void the_limit_that_is_met_first_stands_first() {
        var limits =
                model.at(new Scale(3, 1000, 0.3, Duration.ofSeconds(5), 32)).limits();

        assertThat(limits).extracting(CostReport.Reached::microbatchesPerSecond).isSorted();
        assertThat(limits.getFirst().what()).contains("one partition key");
    }

    @Test
    void a_person_reads_all_of_it_in_a_few_lines() {
        assertThat(CostText.of(model.at(COUNTED)))
                .contains("counted: 2 microbatches of 3 stages")
                .contains("1 B tokens: $")
                .contains("a month: $")
                .contains("what is met first:");
    }

    private static Use part(Map<String, Use> parts, String cause) {
        assertThat(parts).containsKey(cause);
        return Objects.requireNonNull(parts.get(cause));
    }

    private static Calls calls(
            String cause, String service, String operation, String resource, long times, Amount amount, double sum) {
        return new Calls(cause, service, operation, resource, times, 0, Map.of(amount.key(), sum));
    }
}
