package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.MalformedException;
import dev.iota.core.routing.Feed;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class FeedTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Names names = SERVICES.withTables(Names::runs, Names::microbatches);
    private final FeedTable table = new FeedTable(SERVICES.dynamoDb(), names, 3);

    @Test
    void a_feed_that_exists_is_not_made_again() {
        var feed = Feed.fresh(0, 3, 100);
        table.create(feed);
        assertThat(table.replace(feed.withRedo(9))).isTrue();

        table.create(Feed.fresh(0, 3, 5));

        assertThat(table.get(0)).contains(feed.withRedo(9));
    }

    @Test
    void the_second_writer_of_a_version_loses() {
        var feed = Feed.fresh(1, 3, 100);
        table.create(feed);

        assertThat(table.replace(feed.withRedo(1))).isTrue();
        assertThat(table.replace(feed.withRedo(4))).isFalse();
        assertThat(table.get(1)).contains(feed.withRedo(1));
    }

    @Test
    void a_draw_that_lost_its_feed_takes_nothing_with_it() {
        var feed = Feed.fresh(0, 3, 100);
        table.create(feed);
        var microbatches = new MicrobatchTable(SERVICES.dynamoDb(), names, 3);
        var drawn = feed.draw(0, NOW).orElseThrow();
        table.replace(feed.withRedo(9));

        var transaction = new Transaction(SERVICES.dynamoDb());
        table.put(transaction, drawn.feed());
        microbatches.create(transaction, drawn.microbatch());

        assertThat(transaction.commit().refused()).containsExactly(FeedTable.LABEL);
        assertThat(microbatches.get(drawn.microbatch().id())).isEmpty();
        assertThat(table.get(0)).contains(feed.withRedo(9));
    }

    @Test
    void a_feed_that_was_never_made_is_not_replaced() {
        assertThat(table.replace(Feed.fresh(2, 3, 100).withRedo(2))).isFalse();
        assertThat(table.get(2)).isEmpty();
    }

    @Test
    void more_positions_than_an_item_holds_come_again_in_order_and_leave_one_page_behind() {
        table.create(Feed.fresh(0, 3, 0));
        for (var position = 0; position < 350; position++) {
            assertThat(table.replace(table.get(0).orElseThrow().withRedo(position)))
                    .isTrue();
        }
        assertThat(table.get(0).orElseThrow().waiting()).isEqualTo(350);

        for (var position = 0; position < 350; position++) {
            var drawn = table.get(0).orElseThrow().draw(0, NOW).orElseThrow();
            assertThat(drawn.microbatch().position()).isEqualTo(position);
            assertThat(table.replace(drawn.feed())).isTrue();
        }

        assertThat(table.get(0).orElseThrow().draw(0, NOW)).isEmpty();
        var ids = SERVICES.dynamoDb().scan(b -> b.tableName(names.runs())).items().stream()
                .map(item -> Item.text(item, "id"))
                .filter(id -> id.startsWith("redo#0#"));
        assertThat(ids).hasSize(1);
    }

    @Test
    void a_write_that_meets_a_transaction_has_lost_to_it() {
        try (var service = ScriptedService.start().fail("TransactionConflictException")) {
            var scripted = new FeedTable(
                    CloudServices.at(service.uri(), DynamoDbClient.builder().httpClient(CloudServices.http())),
                    names,
                    3);

            assertThat(scripted.replace(Feed.fresh(0, 3, 100).withRedo(3))).isFalse();
        }
    }

    @Test
    void feeds_that_do_not_exist_yet_are_left_out() {
        table.create(Feed.fresh(0, 3, 100));
        table.create(Feed.fresh(2, 3, 100));

        assertThat(table.all()).containsExactly(Feed.fresh(0, 3, 100), Feed.fresh(2, 3, 100));
    }

    @Test
    void a_position_is_of_the_feed_that_drew_it() {
        var drawn = Feed.fresh(2, 3, 100).draw(0, NOW).orElseThrow().microbatch();

        assertThat(table.shardOf(drawn.id())).isEqualTo(2);
        assertThat(table.shardOf(0)).isZero();
        assertThat(table.shardOf(Long.MAX_VALUE)).isBetween(0, 2);
    }

    @Test
    void a_run_without_progress_has_none() {
        assertThat(table.feedProgress()).isEqualTo(FeedProgress.NONE);
        assertThat(table.feedProgress().meanLoss()).isZero();
    }

    @Test
    void the_progress_of_a_run_is_that_of_all_its_feeds() {
        commit(t -> table.completed(t, 0, 3.0));
        commit(t -> table.completed(t, 0, 2.0));
        commit(t -> table.completed(t, 2, 1.0));
        commit(t -> table.lost(t, 1));
        commit(t -> table.unfinished(t, 1));
        commit(t -> table.redispatched(t, 0));
        commit(t -> table.redispatched(t, 2));

        var progress = table.feedProgress();

        assertThat(progress).isEqualTo(new FeedProgress(3, 1, 1, 2, 6.0, 1.0));
        assertThat(progress.meanLoss()).isEqualTo(2.0);
        assertThat(progress.ended()).isEqualTo(5);
    }

    @Test
    void feeds_that_completed_nothing_do_not_hide_the_newest_loss() {
        commit(t -> table.completed(t, 0, 3.0));
        commit(t -> table.redispatched(t, 2));

        assertThat(table.feedProgress().lastLoss()).isEqualTo(3.0);
    }

    @Test
    void no_loss_that_a_miner_can_report_stops_the_sum_of_the_others() {
        commit(t -> table.completed(t, 0, Float.MIN_VALUE));
        commit(t -> table.completed(t, 0, 5.123456789));
        commit(t -> table.completed(t, 1, Float.MAX_VALUE));
        commit(t -> table.completed(t, 1, 1.0 / 3));
        commit(t -> table.completed(t, 2, -Float.MAX_VALUE));

        var progress = table.feedProgress();

        assertThat(progress.completed()).isEqualTo(5);
        assertThat(progress.lossSum()).isCloseTo(5.1234567, within(1e24));
    }

    @Test
    void sums_keep_what_matters_of_a_loss() {
        commit(t -> table.completed(t, 0, 5.123456789));
        commit(t -> table.completed(t, 0, 1.0 / 3));

        assertThat(table.feedProgress().lossSum()).isCloseTo(5.123456789 + 1.0 / 3, within(1e-9));
        assertThat(table.feedProgress().lastLoss()).isCloseTo(1.0 / 3, within(1e-9));
    }

    @Test
    void what_a_refused_transaction_counted_is_not_counted() {
        var feed = Feed.fresh(0, 3, 100);
        table.create(feed);

        var outcome = commit(t -> {
            table.lost(t, 0);
            table.put(t, feed.withRedo(1).withRedo(2));
        });

        assertThat(outcome.refused()).containsExactly(FeedTable.LABEL);
        assertThat(table.feedProgress()).isEqualTo(FeedProgress.NONE);
    }

    @Test
    void an_item_that_is_no_feed_is_refused_with_a_reason() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.runs())
                .item(Map.of("id", Item.of("feed#0"), "json", Item.of("{\"shard\":0}"))));

        assertThatThrownBy(() -> table.get(0))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Feed");
    }

    private static Transaction.Outcome commit(Consumer<Transaction> parts) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        parts.accept(transaction);
        return transaction.commit();
    }
}
