package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.MalformedException;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork;
import dev.iota.core.wire.MergeTraffic;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class EpochTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Names names = SERVICES.withTables(Names::epochs, Names::runs);
    private final EpochTable table = new EpochTable(SERVICES.dynamoDb(), names);
    private final Random random = new Random(1);
    private final Hotkey one = KeyPair.generate(random).hotkey();
    private final Hotkey other = KeyPair.generate(random).hotkey();

    @Test
    void a_part_of_an_epoch_is_made_once() {
        assertThat(table.create(epoch(3))).isTrue();
        assertThat(table.create(epoch(3))).isFalse();
        assertThat(table.epoch(3)).contains(epoch(3));
        assertThat(table.epoch(4)).isEmpty();
    }

    @Test
    void the_second_writer_of_a_version_loses() {
        table.create(epoch(3));

        assertThat(table.replace(epoch(3).tried(2))).isTrue();
        assertThat(table.replace(epoch(3).tried(9))).isFalse();
        assertThat(table.epoch(3)).contains(epoch(3).tried(2));
    }

    @Test
    void in_a_transaction_the_second_writer_takes_nothing_with_it() {
        table.create(epoch(3));
        table.replace(epoch(3).tried(2));
        var transaction = new Transaction(SERVICES.dynamoDb());

        table.replace(transaction, epoch(3).in(Epoch.Phase.DRAINING, NOW));
        transaction.put("beside", names.runs(), Map.of("id", Item.of("beside")));

        assertThat(transaction.commit().refused()).containsExactly("epoch");
        assertThat(table.epoch(3)).contains(epoch(3).tried(2));
    }

    @Test
    void a_write_that_meets_a_transaction_has_lost_to_it() {
        try (var service = ScriptedService.start().fail("TransactionConflictException")) {
            var scripted = new EpochTable(
                    CloudServices.at(service.uri(), DynamoDbClient.builder().httpClient(CloudServices.http())), names);

            assertThat(scripted.replace(epoch(3).tried(2))).isFalse();
        }
    }

    @Test
    void epochs_stand_in_their_order() {
        List.of(10, 2, 1).forEach(number -> table.create(epoch(number)));

        assertThat(table.epochs()).extracting(Epoch::epoch).containsExactly(1, 2, 10);
    }

    @Test
    void parts_of_other_stages_epochs_and_rounds_are_not_mixed_in() {
        table.create(StageMerge.collecting(1, 1, 4, 0.5, NOW));
        table.create(upload(1, 1, one));
        table.create(upload(1, 10, one));
        table.create(upload(10, 1, one));
        table.create(shard(1, 1, Round.MERGE, 0));
        table.create(shard(1, 1, Round.INSPECTION, 0));
        table.create(shard(1, 10, Round.MERGE, 0));

        assertThat(table.uploads(1, 1)).containsExactly(upload(1, 1, one));
        assertThat(table.shards(1, 1, Round.MERGE)).containsExactly(shard(1, 1, Round.MERGE, 0));
        assertThat(table.stage(1, 1)).contains(StageMerge.collecting(1, 1, 4, 0.5, NOW));
        assertThat(table.stage(1, 10)).isEmpty();
        assertThat(table.upload(1, 1, other)).isEmpty();
        assertThat(table.shard(1, 10, Round.INSPECTION, 0)).isEmpty();
    }

    @Test
    void uploads_stand_in_the_order_of_their_hotkeys() {
        var hotkeys = IntStream.range(0, 5)
                .mapToObj(i -> KeyPair.generate(random).hotkey())
                .toList();
        hotkeys.forEach(hotkey -> table.create(upload(1, 0, hotkey)));

        assertThat(table.uploads(1, 0))
                .extracting(UploadState::hotkey)
                .containsExactlyElementsOf(
                        hotkeys.stream().sorted(Comparator.naturalOrder()).toList());
    }

    @Test
    void shards_stand_in_the_order_of_their_indexes() {
        IntStream.of(100, 20, 3).forEach(i -> table.create(shard(1, 0, Round.MERGE, i)));

        assertThat(table.shards(1, 0, Round.MERGE))
                .extracting(state -> state.work().shard().index())
                .containsExactly(3, 20, 100);
    }

    @Test
    void more_uploads_than_a_page_holds_are_read_page_by_page() {
        // A page holds a megabyte: 30 of 40 kB are two.
        var lease = "l".repeat(40_000);
        IntStream.range(0, 30)
                .forEach(i -> table.create(upload(1, 0, KeyPair.generate(random).hotkey(), lease)));

        assertThat(table.uploads(1, 0)).hasSize(30).allMatch(upload -> upload.lease()
                .equals(lease));
    }

    @Test
    void shards_that_are_done_are_counted_for_each_round() {
        assertThat(table.done(1, 0, Round.MERGE)).isEqualTo(1);
        assertThat(table.done(1, 0, Round.MERGE)).isEqualTo(2);
        assertThat(table.done(1, 0, Round.INSPECTION)).isEqualTo(1);
        assertThat(table.done(2, 0, Round.MERGE)).isEqualTo(1);
        assertThat(table.shards(1, 0, Round.MERGE)).isEmpty();
    }

    @Test
    void what_a_miner_moved_is_counted_once() {
        var moved = new TrafficState(2, 0, one, MergeTraffic.NONE);

        assertThat(table.create(moved)).isTrue();
        assertThat(table.create(new TrafficState(2, 1, one, MergeTraffic.NONE))).isFalse();
        assertThat(table.traffic()).containsExactly(moved);
    }

    @Test
    void an_item_that_is_no_epoch_is_refused_with_a_reason() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.epochs())
                .item(Map.of("epoch", Item.of("epochs"), "item", Item.of("000003"), "json", Item.of("{}"))));

        assertThatThrownBy(() -> table.epoch(3))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Epoch");
    }

    private static Epoch epoch(int number) {
        return Epoch.fresh(number, 1, new Epoch.Start(NOW, NOW.plusSeconds(60), "secret", "commitment", 0, 0));
    }

    private static UploadState upload(int epoch, int stage, Hotkey hotkey) {
        return upload(epoch, stage, hotkey, "lease");
    }

    private static UploadState upload(int epoch, int stage, Hotkey hotkey, String lease) {
        var object = new StoredObject("upload/x", 4, "0".repeat(64));
        return new UploadState(
                epoch,
                stage,
                hotkey,
                lease,
                List.of(object),
                object,
                new UploadState.Standing(1, false, Optional.empty(), List.of()),
                0);
    }

    private ShardState shard(int epoch, int stage, Round round, int index) {
        return ShardState.fresh(epoch, stage, round, ShardWork.fresh(new Shard(index, index, 1, one, other), 1));
    }
}
