package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.StepEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

class StepTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final String HASH = "0123456789abcdef".repeat(4);

    private final Names names = SERVICES.withTables(Names::steps);
    private final StepTable table = new StepTable(SERVICES.dynamoDb(), names);
    private final Hotkey miner = KeyPair.generate(new Random(1)).hotkey();
    private final Hotkey other = KeyPair.generate(new Random(2)).hotkey();

    @Test
    void a_step_is_recorded_once() {
        assertThat(create(record(1, 1, 4, 0.5)).committed()).isTrue();

        assertThat(create(record(1, 1, 4, 0.25)).refused()).containsExactly(StepTable.LABEL);
        assertThat(table.get(miner, name(1, 1, 4))).contains(record(1, 1, 4, 0.5));
    }

    @Test
    void the_same_step_under_another_registration_is_another_record() {
        create(record(1, 7, 4, 0.5));
        create(record(1, 7, 5, 0.5));
        create(record(1, 8, 5, 0.5));

        assertThat(table.get(miner, 1, 7))
                .extracting(record -> record.step().registration())
                .containsExactly(4L, 5L);
    }

    @Test
    void names_sort_like_epochs_then_steps_then_registrations() {
        assertThat(List.of(
                        name(1, 2, 1_000_000),
                        name(1, 10, 1),
                        name(2, 1, 999_999_999_999L),
                        name(10, 1, 1),
                        name(10, 1, 10)))
                .isSorted();
    }

    @Test
    void a_lost_step_stays_on_record_and_says_so() {
        create(record(1, 1, 4, 0.5));

        table.discard(record(1, 1, 4, 0.5));
        table.discard(record(1, 1, 4, 0.5));

        assertThat(table.get(miner, name(1, 1, 4)).orElseThrow().discarded()).isTrue();
        assertThat(table.get(miner, name(1, 1, 4)).orElseThrow().step())
                .isEqualTo(record(1, 1, 4, 0.5).step());
    }

    @Test
    void what_was_never_recorded_cannot_be_lost() {
        assertThatThrownBy(() -> table.discard(record(3, 1, 4, 0.5)))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(table.get(miner, name(3, 1, 4))).isEmpty();
    }

    @Test
    void steps_of_other_miners_and_epochs_are_not_mixed_in() {
        create(record(1, 1, 4, 0.5));
        create(record(10, 1, 4, 0.5));
        create(record(other, step(1, 1, 4, 0.5)));

        assertThat(table.ofEpoch(miner, 1)).containsExactly(record(1, 1, 4, 0.5));
        assertThat(table.ofEpoch(other, 1)).hasSize(1);
        assertThat(table.all()).hasSize(3);
    }

    @Test
    void the_largest_steps_of_an_epoch_are_read_page_by_page() {
        // A page holds a megabyte: 130 steps of 98 microbatches are two.
        var entries = IntStream.range(0, Event.MAX_ENTRIES)
                .mapToObj(i -> new StepEntry(i, HASH, Optional.of(HASH)))
                .toList();
        IntStream.rangeClosed(1, 130)
                .forEach(i -> create(record(miner, new Event.StepDone("r", 1, 0, 4, i, entries, 0.5, 1, "cpu"))));

        assertThat(table.ofEpoch(miner, 1))
                .extracting(record -> record.step().step())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 130).boxed().toList());
        assertThat(table.all())
                .hasSize(130)
                .allMatch(record -> record.step().microbatches().equals(entries));
    }

    @Test
    void an_item_that_holds_another_kind_of_event_is_refused() {
        var event = new Event.MergeMoved("r", 1, 0, MergeTraffic.NONE);
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.steps())
                .item(Map.of(
                        "hotkey",
                        Item.of(miner.address()),
                        "step",
                        Item.of("000001/00000001/000000000001"),
                        "json",
                        Item.of(Json.write(event)))));

        assertThatThrownBy(() -> table.ofEpoch(miner, 1).toList())
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("StepDone");
    }

    private Transaction.Outcome create(StepRecord record) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.create(transaction, record);
        return transaction.commit();
    }

    private StepRecord record(int epoch, int step, long registration, double norm) {
        return record(miner, step(epoch, step, registration, norm));
    }

    private static StepRecord record(Hotkey by, Event.StepDone step) {
        return new StepRecord(new SignedEvent(by, Json.write(step), "its signature"), step, false);
    }

    private static Event.StepDone step(int epoch, int step, long registration, double norm) {
        var entry = new StepEntry(step, HASH, Optional.empty());
        return new Event.StepDone("r", epoch, 0, registration, step, List.of(entry), norm, 1, "cpu");
    }

    private static String name(int epoch, int step, long registration) {
        return StepTable.name(step(epoch, step, registration, 0.5));
    }
}
