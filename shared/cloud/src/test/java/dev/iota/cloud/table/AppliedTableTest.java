package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.AppliedRow.Acknowledged;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AppliedTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Names NAMES = SERVICES.withTables(Names::applied);

    private final AppliedTable table = new AppliedTable(SERVICES.dynamoDb(), NAMES);
    private final Hotkey miner = KeyPair.generate(new Random()).hotkey();
    private final Hotkey other = KeyPair.generate(new Random()).hotkey();

    @Test
    void an_acknowledged_gradient_and_its_container_are_one_row_in_any_order() {
        commit(t -> table.acknowledge(t, miner, 1, 7, new Acknowledged(3, 2), NOW));
        commit(t -> table.contain(t, miner, 1, 7, 2, "step", NOW));
        commit(t -> table.contain(t, miner, 1, 8, 2, "step", NOW));
        commit(t -> table.acknowledge(t, miner, 1, 8, new Acknowledged(3, 2), NOW));

        assertThat(table.get(miner, 1, 7)).contains(row(7, Optional.of(new Acknowledged(3, 2)), Optional.of("step")));
        assertThat(table.get(miner, 1, 8)).contains(row(8, Optional.of(new Acknowledged(3, 2)), Optional.of("step")));
    }

    @Test
    void a_row_says_what_it_does_not_know() {
        commit(t -> table.acknowledge(t, miner, 1, 1, new Acknowledged(3, 2), NOW));
        commit(t -> table.contain(t, miner, 1, 2, 2, "step", NOW));

        assertThat(table.get(miner, 1, 1)).contains(row(1, Optional.of(new Acknowledged(3, 2)), Optional.empty()));
        assertThat(table.get(miner, 1, 2)).contains(row(2, Optional.empty(), Optional.of("step")));
        assertThat(table.get(miner, 1, 3)).isEmpty();
    }

    @Test
    void a_gradient_is_in_one_step_and_the_second_one_that_claims_it_is_refused() {
        commit(t -> table.contain(t, miner, 1, 7, 2, "first", NOW));

        var outcome = commit(t -> {
            table.contain(t, miner, 1, 6, 2, "second", NOW);
            table.contain(t, miner, 1, 7, 2, "second", NOW);
        });

        assertThat(outcome.refused()).containsExactly(AppliedTable.label(7));
        assertThat(table.get(miner, 1, 7).orElseThrow().container()).contains("first");
        assertThat(table.get(miner, 1, 6)).isEmpty();
    }

    @Tag("security")
    @Test
    void a_gradient_is_in_the_step_that_its_miner_said_and_in_no_other() {
        commit(t -> table.acknowledge(t, miner, 1, 7, new Acknowledged(3, 2), NOW));

        assertThat(commit(t -> table.acknowledge(t, miner, 1, 7, new Acknowledged(4, 5), NOW))
                        .refused())
                .containsExactly(AppliedTable.label(7));
        assertThat(commit(t -> table.contain(t, miner, 1, 7, 5, "fifth", NOW)).refused())
                .containsExactly(AppliedTable.label(7));
        assertThat(commit(t -> table.acknowledge(t, miner, 1, 7, new Acknowledged(4, 2), NOW))
                        .committed())
                .isTrue();
        assertThat(commit(t -> table.contain(t, miner, 1, 7, 2, "second", NOW)).committed())
                .isTrue();
        assertThat(table.get(miner, 1, 7)).contains(row(7, Optional.of(new Acknowledged(4, 2)), Optional.of("second")));
    }

    @Test
    void rows_of_some_microbatches_are_those_that_there_are() {
        commit(t -> table.acknowledge(t, miner, 1, 7, new Acknowledged(3, 2), NOW));
        commit(t -> table.acknowledge(t, miner, 1, 9, new Acknowledged(3, 2), NOW));

        assertThat(table.get(miner, 1, List.of(9L, 8L, 7L)))
                .extracting(AppliedRow::microbatch)
                .containsExactly(9L, 7L);
    }

    @Test
    void the_same_step_may_claim_it_again() {
        commit(t -> table.contain(t, miner, 1, 7, 2, "first", NOW));

        assertThat(commit(t -> table.contain(t, miner, 1, 7, 2, "first", NOW)).committed())
                .isTrue();
    }

    @Test
    void rows_of_other_miners_and_epochs_are_others() {
        commit(t -> table.contain(t, miner, 1, 7, 2, "mine", NOW));

        assertThat(commit(t -> table.contain(t, other, 1, 7, 2, "theirs", NOW)).committed())
                .isTrue();
        assertThat(commit(t -> table.contain(t, miner, 2, 7, 2, "later", NOW)).committed())
                .isTrue();
        assertThat(table.ofEpoch(miner, 1)).extracting(AppliedRow::container).containsExactly(Optional.of("mine"));
    }

    @Test
    void an_epoch_is_not_taken_for_one_that_begins_with_its_digits() {
        commit(t -> table.contain(t, miner, 1, 7, 2, "a", NOW));
        commit(t -> table.contain(t, miner, 10, 7, 2, "b", NOW));
        commit(t -> table.contain(t, miner, 1_000_000, 7, 2, "c", NOW));

        assertThat(table.ofEpoch(miner, 1)).extracting(AppliedRow::epoch).containsExactly(1);
        assertThat(table.ofEpoch(miner, 10)).extracting(AppliedRow::epoch).containsExactly(10);
        assertThat(table.ofEpoch(miner, 1_000_000))
                .extracting(AppliedRow::epoch)
                .containsExactly(1_000_000);
    }

    @Test
    void more_than_a_page_is_read_page_by_page_in_the_order_of_ids() {
        // A page holds a megabyte: 50 of 25 kB are two.
        var container = "c".repeat(25_000);
        LongStream.range(0, 50).forEach(id -> commit(t -> table.contain(t, miner, 1, id * id, 2, container, NOW)));

        assertThat(table.ofEpoch(miner, 1))
                .extracting(AppliedRow::microbatch)
                .containsExactlyElementsOf(
                        LongStream.range(0, 50).map(id -> id * id).boxed().toList());
    }

    @Test
    void a_row_is_forgotten_alone_or_with_a_transaction() {
        commit(t -> table.contain(t, miner, 1, 7, 2, "step", NOW));
        commit(t -> table.contain(t, miner, 1, 8, 2, "step", NOW));
        commit(t -> table.contain(t, miner, 1, 9, 2, "step", NOW));

        table.delete(row(7, Optional.empty(), Optional.empty()));
        commit(t -> table.delete(t, row(8, Optional.empty(), Optional.empty())));
        table.delete(row(7, Optional.empty(), Optional.empty()));

        assertThat(table.ofEpoch(miner, 1)).extracting(AppliedRow::microbatch).containsExactly(9L);
    }

    @Test
    void a_row_outlives_any_epoch_and_no_more() {
        commit(t -> table.acknowledge(t, miner, 1, 7, new Acknowledged(1, 1), NOW));
        commit(t -> table.contain(t, miner, 1, 8, 2, "step", NOW));

        for (var id : new String[] {"000001/000000000000007", "000001/000000000000008"}) {
            var item = SERVICES.dynamoDb().getItem(b -> b.tableName(NAMES.applied())
                    .key(Map.of("hotkey", Item.of(miner.address()), "id", Item.of(id))));
            assertThat(Item.number(item.item(), "expires"))
                    .isEqualTo(NOW.plus(Duration.ofDays(14)).getEpochSecond());
        }
    }

    @Test
    void a_row_whose_name_is_no_epoch_and_microbatch_is_refused() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(NAMES.applied())
                .item(Map.of("hotkey", Item.of(miner.address()), "id", Item.of("000005/x"))));

        assertThatThrownBy(() -> table.ofEpoch(miner, 5).toList())
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("\"x\"");
    }

    private AppliedRow row(long microbatch, Optional<Acknowledged> acknowledged, Optional<String> container) {
        return new AppliedRow(miner, 1, microbatch, acknowledged, container);
    }

    private static Transaction.Outcome commit(Consumer<Transaction> parts) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        parts.accept(transaction);
        return transaction.commit();
    }
}
