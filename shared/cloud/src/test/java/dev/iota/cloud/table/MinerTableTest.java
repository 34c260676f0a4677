package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.MinerRecord.Holding;
import dev.iota.cloud.table.MinerRecord.Joining;
import dev.iota.cloud.table.MinerRecord.Load;
import dev.iota.cloud.table.MinerRecord.Progress;
import dev.iota.cloud.table.MinerRecord.Session;
import dev.iota.cloud.table.MinerRecord.Traffic;
import dev.iota.cloud.table.MinerTable.Renewal;
import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.microbatch.SlotMark;
import dev.iota.core.step.Resumptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Miners as the table has them; what is in an item is written here by hand, as a registration writes it. */
class MinerTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant SIGNED = NOW.minusSeconds(1);

    private final Names names = SERVICES.withTables(Names::miners);
    private final MinerTable table = new MinerTable(SERVICES.dynamoDb(), names);
    private final Hotkey miner = KeyPair.generate(new Random(1)).hotkey();

    @Test
    void a_registration_that_replaces_what_has_changed_since_is_refused() {
        var before = seed(miner, Map.of());
        assertThat(register(before, Optional.of(before)).committed()).isTrue();
        table.change(new MinerChange(miner).fault(0.5, "late"));

        assertThat(register(before, Optional.of(before)).refused()).containsExactly(MinerChange.label(miner));
        assertThat(register(before, Optional.empty()).refused()).containsExactly(MinerChange.label(miner));
    }

    @Test
    void what_was_written_is_what_is_read() {
        var before = seed(miner, Map.of("evictedUntil", Item.of(NOW.toEpochMilli()), "faults", Item.of(1.25)));

        register(before, Optional.of(before));

        assertThat(table.get(miner)).contains(before);
        assertThat(table.all()).containsExactly(before);
    }

    @Test
    void a_heartbeat_of_another_session_changes_nothing() {
        var before = seed(miner, Map.of());
        seed(miner, Map.of("sessionHash", Item.of("a later session")));

        assertThat(renew(before, 1, 1)).isFalse();
        assertThat(Item.number(item(), "slots")).isEqualTo(2);
    }

    @Test
    void a_heartbeat_is_written_once_and_not_after_another_one() {
        var before = seed(miner, Map.of());
        assertThat(renew(before, 1, 1)).isTrue();
        var after = table.get(miner).orElseThrow();

        assertThat(renew(before, 1, 1)).isFalse();
        assertThat(after.load().renewed()).isEqualTo(SIGNED);
        assertThat(renew(after, 1, 1)).isTrue();
    }

    @Test
    void a_heartbeat_makes_a_miner_a_candidate_and_ends_the_session_before() {
        var before = seed(miner, Map.of("formerHash", Item.of("the session before")));
        table.deactivate(before);
        assertThat(table.staff(0)).isEmpty();

        assertThat(renew(before, 0.5, 1)).isTrue();

        assertThat(table.staff(0)).hasSize(1);
        assertThat(Item.number(item(), "slots")).isEqualTo(4);
        assertThat(Item.text(item(), "formerHash")).isEmpty();
    }

    @Test
    void an_item_that_an_earlier_version_wrote_can_hold_slots_after_a_heartbeat() {
        var before = seed(miner, Map.of());
        var old = new HashMap<>(item());
        old.remove("held");
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.miners()).item(old));

        assertThat(renew(before, 1, 1)).isTrue();

        var slot = new Slot(miner, 7, 1);
        assertThat(table.change(new MinerChange(miner).take(slot, new SlotMark(3, false))))
                .isTrue();
        assertThat(table.get(miner).orElseThrow().held()).containsExactly(slot);
    }

    @Test
    void a_heartbeat_of_any_measured_time_is_written_down() {
        var before = seed(miner, Map.of());

        assertThat(renew(before, Double.MIN_VALUE, 1e-200)).isTrue();
        assertThat(Item.decimal(item(), "secondsPerHop")).isZero();
    }

    @Test
    void a_miner_that_was_heard_of_since_stays_active() {
        var before = seed(miner, Map.of());
        seed(miner, Map.of("lastSeen", Item.of(NOW.plusSeconds(1).toEpochMilli())));

        assertThat(table.deactivate(before)).isFalse();
        assertThat(table.staff(0)).hasSize(1);
    }

    @Test
    void an_evicted_miner_has_no_session_no_slots_and_no_stage_and_is_evicted_once() {
        var before = seed(miner, Map.of());
        var evicted = Conduct.CLEAN.evicted(NOW, Duration.ofHours(1), "rubbish");

        assertThat(table.evict(before, evicted)).isTrue();
        assertThat(table.evict(before, evicted)).isFalse();

        assertThat(table.staff(0)).isEmpty();
        assertThat(Item.text(item(), "sessionHash")).isEmpty();
        assertThat(Item.number(item(), "slots")).isZero();
        assertThat(renew(before, 1, 1)).isFalse();
    }

    @Test
    void a_miner_that_registered_again_is_not_evicted_for_what_was_read_before() {
        var before = seed(miner, Map.of());
        seed(miner, Map.of("registration", Item.of(9)));

        assertThat(table.evict(before, Conduct.CLEAN.evicted(NOW, Duration.ofHours(1), "rubbish")))
                .isFalse();
        assertThat(table.staff(0)).hasSize(1);
    }

    @Test
    void a_reinstated_miner_has_nothing_against_it_but_the_reason() {
        var before = seed(miner, Map.of("faults", Item.of(3), "evictions", Item.of(2)));
        table.evict(before, Conduct.CLEAN.evicted(NOW, Duration.ofHours(1), "rubbish"));

        assertThat(table.reinstate(miner, "a mistake")).isTrue();

        assertThat(item()).doesNotContainKeys("evictedUntil", "faults", "evictions");
        assertThat(Item.text(item(), "conductReason")).isEqualTo("a mistake");
    }

    @Test
    void slots_are_corrected_only_as_long_as_nothing_else_changed() {
        var before = seed(miner, Map.of("inFlight", Item.of(5), "taken", Item.of(7)));
        var held = Map.of("1/0", new SlotMark(1, true), "2/0", new SlotMark(4, false), "3/0", new SlotMark(2, false));
        assertThat(table.recount(before, held)).isTrue();

        assertThat(table.recount(before, Map.of())).isFalse();
        assertThat(table.get(miner).orElseThrow().load().holding().held()).isEqualTo(held);
        assertThat(Item.number(item(), "inFlight")).isEqualTo(3);
        assertThat(Item.number(item(), "taken")).isEqualTo(5);
    }

    @Test
    void an_epoch_is_entered_once_and_never_one_before_it() {
        var before = seed(miner, Map.of("backwards", Item.of(8), "inFlight", Item.of(1)));
        table.entered(before, 2);

        table.entered(before, 2);
        table.entered(before, 1);

        assertThat(Item.number(item(), "epoch")).isEqualTo(2);
        assertThat(Item.number(item(), "backwardsBefore")).isEqualTo(8);
        assertThat(Item.number(item(), "taken")).isEqualTo(1);
    }

    @Test
    void what_concerns_a_miner_that_never_registered_makes_none() {
        assertThat(table.change(new MinerChange(miner).fault(1, "late"))).isFalse();
        assertThat(table.reinstate(miner, "a mistake")).isFalse();

        assertThat(table.get(miner)).isEmpty();
    }

    @Test
    void candidates_are_taken_from_a_point_on_and_then_from_the_beginning() {
        var all = seedMany(6, Map.of());

        assertThat(found(3, all.get(4))).containsExactly(all.get(4), all.get(5), all.get(0));
        assertThat(found(2, all.get(1))).containsExactly(all.get(1), all.get(2));
        assertThat(found(99, all.get(2))).hasSize(6).startsWith(all.get(2)).doesNotHaveDuplicates();
        assertThat(table.staff(1, all.get(0).address(), 9)).isEmpty();
    }

    @Test
    void more_miners_than_a_page_holds_are_read_page_by_page() {
        // A page holds a megabyte: 45 of 30 kB are two.
        var all = seedMany(45, Map.of("device", Item.of("d".repeat(30_000))));

        assertThat(table.staff(0)).extracting(MinerRecord::hotkey).containsExactlyInAnyOrderElementsOf(all);
        assertThat(table.all()).extracting(MinerRecord::hotkey).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void an_item_that_is_no_miner_is_refused_with_a_reason() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.miners()).item(Map.of("hotkey", Item.of(miner.address()))));

        assertThatThrownBy(() -> table.get(miner))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no text");
    }

    private boolean renew(MinerRecord before, double secondsPerHop, double secondsBusy) {
        return table.renew(before, new Renewal(SIGNED, 4, Conduct.CLEAN, secondsPerHop, secondsBusy, 0, NOW));
    }

    private List<Hotkey> found(int limit, Hotkey from) {
        return table.staff(0, from.address(), limit).stream()
                .map(MinerRecord::hotkey)
                .toList();
    }

    private List<Hotkey> seedMany(int count, Map<String, AttributeValue> attributes) {
        var random = new Random(2);
        var all = IntStream.range(0, count)
                .mapToObj(i -> KeyPair.generate(random).hotkey())
                .sorted()
                .toList();
        all.forEach(hotkey -> seed(hotkey, attributes));
        return all;
    }

    private Transaction.Outcome register(MinerRecord next, Optional<MinerRecord> before) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.register(transaction, next, before);
        return transaction.commit();
    }

    /** An active miner of stage 0 with two slots, with these attributes instead. */
    private MinerRecord seed(Hotkey hotkey, Map<String, AttributeValue> attributes) {
        var item = new HashMap<>(MinerItem.write(new MinerRecord(
                hotkey,
                new Joining(1, 0, "", "", "", 0),
                new Session("session", ""),
                new Load(true, 2, Holding.NONE, 0, NOW, Instant.EPOCH, 0, new Traffic(0, NOW)),
                new Progress(0, 0, 0, 0, 0, 0, Resumptions.NONE, Instant.EPOCH),
                Conduct.CLEAN,
                "",
                0)));
        item.putAll(attributes);
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.miners()).item(item));
        return table.get(hotkey).orElseThrow();
    }

    private Map<String, AttributeValue> item() {
        return SERVICES.dynamoDb()
                .getItem(b -> b.tableName(names.miners())
                        .key(Map.of("hotkey", Item.of(miner.address())))
                        .consistentRead(true))
                .item();
    }
}
