package dev.iota.cloud.table;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.microbatch.SlotMark;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a transaction changes about a miner, and when it may. */
class MinerChangeTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Names NAMES = SERVICES.withTables(Names::miners);

    private final MinerTable table = new MinerTable(SERVICES.dynamoDb(), NAMES);
    private final Hotkey miner = KeyPair.generate(new Random()).hotkey();

    @Test
    void a_miner_that_never_registered_is_not_changed() {
        assertThat(commit(new MinerChange(miner).hold(1)).refused()).containsExactly(MinerChange.label(miner));
        assertThat(item()).isEmpty();
    }

    @Test
    void what_is_collected_from_several_sides_is_one_change() {
        seed(Map.of("registration", Item.of(4), "inFlight", Item.of(3)));

        var change = new MinerChange(miner)
                .under(4)
                .hold(-1)
                .backward(0.5, NOW)
                .forward(0.25, NOW)
                .hold(-1)
                .heard(2, NOW)
                .fault(0.5, "late");

        assertThat(commit(change).committed()).isTrue();
        assertThat(Item.number(item(), "inFlight")).isEqualTo(1);
        assertThat(Item.number(item(), "backwards")).isEqualTo(1);
        assertThat(Item.number(item(), "forwards")).isEqualTo(1);
        assertThat(Item.decimal(item(), "hopSeconds")).isEqualTo(0.75);
        assertThat(Item.number(item(), "lastAccepted")).isEqualTo(NOW.toEpochMilli());
        assertThat(Item.decimal(item(), "faults")).isEqualTo(0.5);
        assertThat(Item.text(item(), "conductReason")).isEqualTo("late");
        assertThat(Item.text(item(), "activeStage")).isEqualTo("2");
        assertThat(Item.number(item(), "version")).isEqualTo(1);
    }

    @Test
    void a_change_under_another_registration_is_refused() {
        seed(Map.of("registration", Item.of(4), "inFlight", Item.of(3)));

        assertThat(commit(new MinerChange(miner).under(3).hold(-1)).committed()).isFalse();
        assertThat(commit(new MinerChange(miner).under(3).under(4).hold(-1)).committed())
                .isFalse();
        assertThat(Item.number(item(), "inFlight")).isEqualTo(3);
    }

    @Test
    void a_full_or_an_inactive_miner_takes_nothing_more() {
        seed(Map.of("slots", Item.of(2), "inFlight", Item.of(1), "activeStage", Item.of("0")));
        assertThat(commit(new MinerChange(miner).withRoom().hold(1)).committed())
                .isTrue();
        assertThat(commit(new MinerChange(miner).withRoom().hold(1)).committed())
                .isFalse();

        seed(Map.of("slots", Item.of(2), "inFlight", Item.of(0)));
        assertThat(commit(new MinerChange(miner).withRoom().hold(1)).committed())
                .isFalse();
    }

    @Test
    void a_step_admits_so_many_forwards_and_no_more() {
        seed(Map.of("taken", Item.of(7)));

        assertThat(commit(new MinerChange(miner).withinStep(8).hold(1)).committed())
                .isTrue();
        assertThat(commit(new MinerChange(miner).withinStep(8).hold(1)).committed())
                .isFalse();
    }

    @Test
    void a_slot_is_taken_up_once_and_given_back_once() {
        seed(Map.of("slots", Item.of(2), "inFlight", Item.of(0), "held", MinerItem.slots(Map.of())));
        var mark = new SlotMark(3, false);

        assertThat(table.change(new MinerChange(miner).take(slot(), mark))).isTrue();
        assertThat(table.change(new MinerChange(miner).take(slot(), mark))).isFalse();
        assertThat(table.change(new MinerChange(miner).release(slot(), mark.counted())))
                .isFalse();
        assertThat(Item.number(item(), "inFlight")).isEqualTo(1);
        assertThat(table.change(new MinerChange(miner).release(slot(), mark))).isTrue();
        assertThat(table.change(new MinerChange(miner).release(slot(), mark))).isFalse();
        assertThat(Item.number(item(), "inFlight")).isZero();
        assertThat(held()).isEmpty();
    }

    @Test
    void a_forward_is_counted_once_by_the_mark_of_its_slot() {
        var mark = new SlotMark(3, false);
        seed(Map.of("held", MinerItem.slots(Map.of(slot().name(), mark))));

        for (var first : new boolean[] {true, false}) {
            var change = new MinerChange(miner).forward(0.5, NOW).mark(slot(), mark, mark.counted());
            assertThat(table.change(change)).isEqualTo(first);
        }

        assertThat(Item.number(item(), "forwards")).isEqualTo(1);
        assertThat(held()).containsOnlyKeys(slot().name());
    }

    @Test
    void what_makes_up_for_another_does_nothing_once_its_miner_changed() {
        var before = table.get(seedWhole()).orElseThrow();
        table.change(new MinerChange(miner).fault(1, "late"));

        assertThat(table.change(new MinerChange(miner)
                        .take(slot(), new SlotMark(3, false))
                        .ifUnchanged(before)))
                .isFalse();
    }

    @Test
    void one_write_may_take_up_slots_of_two_stages_and_another_give_them_back() {
        seed(Map.of("inFlight", Item.of(0), "held", MinerItem.slots(Map.of())));
        var one = new Slot(miner, 7, 1);
        var other = new Slot(miner, 7, 2);

        commit(new MinerChange(miner).take(one, new SlotMark(3, false)).take(other, new SlotMark(3, true)));

        assertThat(held()).containsOnlyKeys("7/1", "7/2");
        assertThat(Item.number(item(), "inFlight")).isEqualTo(2);

        commit(new MinerChange(miner).release(one, new SlotMark(3, false)).release(other, new SlotMark(3, true)));

        assertThat(held()).isEmpty();
        assertThat(Item.number(item(), "inFlight")).isZero();
    }

    @Test
    void an_evicted_miner_does_not_come_back_by_an_event() {
        seed(Map.of("evictedUntil", Item.of(NOW.toEpochMilli())));

        assertThat(commit(new MinerChange(miner).heard(0, NOW)).committed()).isFalse();
        assertThat(item()).doesNotContainKey("activeStage");
    }

    @Test
    void a_miner_whose_leases_ran_out_stays_a_candidate_until_it_is_inactive() {
        seed(Map.of("activeStage", Item.of("1")));

        commit(new MinerChange(miner).lapsed(1, false));
        assertThat(item()).containsKey("activeStage");

        commit(new MinerChange(miner).lapsed(2, true));
        assertThat(item()).doesNotContainKey("activeStage");
        assertThat(Item.number(item(), "lapses")).isEqualTo(2);

        commit(new MinerChange(miner).heard(1, NOW));
        assertThat(item()).containsKey("activeStage");
        assertThat(Item.number(item(), "lapses")).isZero();
    }

    @Test
    void no_duration_that_a_miner_can_report_stops_its_counters() {
        seed(Map.of());

        for (var seconds : new double[] {Double.MIN_VALUE, 1.0 / 3, Double.MAX_VALUE, 1e-40, 7e15 / 3, 0.1}) {
            assertThat(commit(new MinerChange(miner).forward(seconds, NOW)).committed())
                    .isTrue();
        }

        assertThat(Item.number(item(), "forwards")).isEqualTo(6);
    }

    @Test
    void a_step_begins_under_the_current_registration() {
        seed(Map.of("registration", Item.of(4)));

        assertThat(commit(new MinerChange(miner).under(4).beginsStep(17)).committed())
                .isTrue();
        assertThat(commit(new MinerChange(miner).under(5).beginsStep(18)).refused())
                .containsExactly(MinerChange.label(miner));
        assertThat(Item.number(item(), "beforeStep")).isEqualTo(17);
    }

    @Test
    void a_copy_that_follows_a_change_says_of_slots_what_the_item_says() {
        var before = table.get(seedWhole()).orElseThrow();
        var other = new Slot(miner, 8, 1);
        var marks = new MinerChange(miner).take(slot(), new SlotMark(3, false)).take(other, new SlotMark(4, false));
        assertThat(table.change(marks)).isTrue();
        var counted = new MinerChange(miner)
                .mark(slot(), new SlotMark(3, false), new SlotMark(3, true))
                .release(other, new SlotMark(4, false));
        assertThat(table.change(counted)).isTrue();

        assertThat(before.after(marks).after(counted).load().holding())
                .isEqualTo(table.get(miner).orElseThrow().load().holding());
    }

    private Transaction.Outcome commit(MinerChange change) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.change(transaction, change);
        return transaction.commit();
    }

    private Map<String, AttributeValue> held() {
        return requireNonNull(item().get("held")).m();
    }

    private Slot slot() {
        return new Slot(miner, 7, 1);
    }

    private Hotkey seedWhole() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(NAMES.miners()).item(MinerItem.write(MinerItemTest.miner(miner))));
        return miner;
    }

    private void seed(Map<String, AttributeValue> attributes) {
        var item = new HashMap<>(attributes);
        item.put("hotkey", Item.of(miner.address()));
        SERVICES.dynamoDb().putItem(b -> b.tableName(NAMES.miners()).item(item));
    }

    private Map<String, AttributeValue> item() {
        return SERVICES.dynamoDb()
                .getItem(b -> b.tableName(NAMES.miners())
                        .key(Map.of("hotkey", Item.of(miner.address())))
                        .consistentRead(true))
                .item();
    }
}
