package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.Placements.Placement;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import dev.iota.core.divergence.Halt;
import dev.iota.core.divergence.LossSample;
import dev.iota.core.divergence.Vitals;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Names names = SERVICES.withTables(Names::runs);
    private final RunTable table = new RunTable(SERVICES.dynamoDb(), names);
    private final RunRecord run = run();

    @Test
    void a_run_is_set_up_once() {
        assertThat(table.get()).isEmpty();
        assertThat(table.create(run)).isTrue();

        assertThat(table.create(run.at(5))).isFalse();
        assertThat(table.get()).contains(run);
    }

    @Tag("security")
    @Test
    void a_manifest_that_was_replaced_in_the_record_of_a_run_is_found_when_it_is_read() {
        table.create(run);
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.runs())
                .item(Map.of(
                        "id",
                        Item.of("run"),
                        "json",
                        Item.of(Json.write(run).replace("\"documents\":3", "\"documents\":4")))));

        assertThatThrownBy(table::get)
                .isInstanceOf(MalformedException.class)
                .hasMessageContainingAll(run.manifest().sha256(), "one of them was replaced");
    }

    @Test
    void the_second_who_writes_over_what_a_run_was_loses() {
        table.create(run);

        assertThat(table.replace(run, run.at(1))).isTrue();
        assertThat(table.replace(run, run.withEpochs(9))).isFalse();
        assertThat(table.get()).contains(run.at(1));
    }

    @Test
    void what_was_read_is_what_was_written_so_that_it_can_be_replaced() {
        table.create(run);

        assertThat(table.replace(table.get().orElseThrow(), run.at(1))).isTrue();
    }

    @Test
    void a_run_that_halted_stays_so_in_every_epoch_until_it_goes_on() {
        var halted = run.halted(new Halt("why", 2));
        table.create(halted);

        assertThat(table.get()).contains(halted);
        assertThat(table.replace(halted, halted.at(1))).isTrue();
        assertThat(table.get().orElseThrow().halted()).contains(new Halt("why", 2));
        assertThat(table.get().orElseThrow().goingOn()).isEqualTo(run.at(1));
    }

    @Test
    void of_two_who_write_vitals_over_the_same_one_loses() {
        var next = Vitals.NONE.with(new LossSample(0, 16, 40), 16);

        assertThat(table.vitals()).isEqualTo(Vitals.NONE);
        assertThat(table.replace(next)).isTrue();
        assertThat(table.replace(Vitals.NONE.cleared())).isFalse();
        assertThat(table.vitals()).isEqualTo(next);
    }

    @Test
    void the_pointer_flips_together_with_the_run_and_what_earlier_epochs_began_with_is_kept() {
        table.create(run);
        table.publishFirst(Optional.empty(), pointer(0));

        assertThat(flip(run, pointer(1)).committed()).isTrue();

        assertThat(table.get().orElseThrow().epoch()).isEqualTo(1);
        assertThat(table.pointer(1)).contains(pointer(1));
        assertThat(table.pointer(0)).contains(pointer(0));
        assertThat(table.pointer(2)).isEmpty();
    }

    @Test
    void a_flip_from_where_the_run_is_no_more_publishes_nothing() {
        table.create(run);
        flip(run, pointer(1));

        assertThat(flip(run, new Pointer(2, List.of())).refused()).containsExactly("run");
        assertThat(table.pointer(2)).isEmpty();
        assertThat(table.get()).contains(run.at(1));
    }

    @Test
    void the_first_state_may_be_published_again() {
        table.publishFirst(Optional.empty(), pointer(0));
        table.publishFirst(Optional.of(pointer(0)), pointer(0));

        assertThat(table.pointer(0)).contains(pointer(0));
    }

    @Test
    void the_first_state_is_not_published_over_what_somebody_else_published_of_it_meanwhile() {
        var partly = new Pointer(0, List.of(Optional.empty(), Optional.of(object(1))));

        assertThat(table.publishFirst(Optional.empty(), partly)).isTrue();
        assertThat(table.publishFirst(Optional.empty(), pointer(0))).isFalse();
        assertThat(table.publishFirst(Optional.of(pointer(0)), pointer(0))).isFalse();

        assertThat(table.pointer(0)).contains(partly);
        assertThat(table.publishFirst(Optional.of(partly), pointer(0))).isTrue();
    }

    @Test
    void a_stage_that_is_not_published_is_named() {
        var partly = new Pointer(3, List.of(Optional.of(object(3)), Optional.empty()));

        assertThat(partly.isComplete()).isFalse();
        assertThat(pointer(3).isComplete()).isTrue();
        assertThat(partly.of(0)).isEqualTo(object(3));
        assertThatThrownBy(() -> partly.of(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stage 1")
                .hasMessageContaining("epoch 3");
    }

    @Test
    void registrations_that_come_at_once_have_different_numbers_from_one_on() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var numbers = new ArrayList<Long>();
            Callable<Long> next = table::nextRegistration;
            for (var number :
                    threads.invokeAll(IntStream.range(0, 20).mapToObj(i -> next).toList())) {
                numbers.add(number.get());
            }
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 20).mapToObj(i -> (long) i).toList());
        }
    }

    @Test
    void everybody_is_let_in_until_the_operator_says_something_else() {
        assertThat(table.admission()).isEqualTo(AdmissionPolicy.OPEN);
        var policy = new AdmissionPolicy(
                Optional.empty(), List.of(KeyPair.generate(new Random(1)).hotkey()), Optional.of("0.2"));

        table.admit(policy);
        assertThat(table.admission()).isEqualTo(policy);

        table.admit(AdmissionPolicy.OPEN);
        assertThat(table.admission()).isEqualTo(AdmissionPolicy.OPEN);
    }

    @Test
    void the_longest_lists_of_hotkeys_fit_an_item() {
        var listed = IntStream.range(0, AdmissionPolicy.MOST)
                .mapToObj(i -> Hotkey.of(key(i)))
                .toList();
        var policy = new AdmissionPolicy(Optional.of(listed), List.of(), Optional.empty());

        table.admit(policy);

        assertThat(table.admission()).isEqualTo(policy);
    }

    @Test
    void of_two_registrations_that_read_the_same_placements_one_is_refused() {
        var first = new Placement(KeyPair.generate(new Random(1)).hotkey(), 0, NOW);
        var second = new Placement(KeyPair.generate(new Random(2)).hotkey(), 0, NOW);
        var read = table.placements();

        assertThat(place(read.with(first)).committed()).isTrue();
        assertThat(place(read.with(second)).refused()).containsExactly(RunTable.PLACEMENTS);
        assertThat(place(table.placements().with(second)).committed()).isTrue();
        assertThat(table.placements().list()).containsExactly(first, second);
    }

    @Test
    void an_item_that_is_no_run_is_refused_with_a_reason() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.runs())
                .item(Map.of("id", Item.of("run"), "json", Item.of("{\"spec\":null}"))));

        assertThatThrownBy(table::get).isInstanceOf(MalformedException.class).hasMessageContaining("RunRecord");
    }

    private Transaction.Outcome flip(RunRecord before, Pointer next) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.flip(transaction, before, next);
        return transaction.commit();
    }

    private Transaction.Outcome place(Placements next) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.put(transaction, next);
        return transaction.commit();
    }

    private static byte[] key(int number) {
        var bytes = new byte[32];
        bytes[0] = (byte) number;
        bytes[1] = (byte) (number >> 8);
        return bytes;
    }

    private static Pointer pointer(int epoch) {
        return new Pointer(epoch, List.of(Optional.of(object(epoch)), Optional.of(object(epoch))));
    }

    private static StoredObject object(int epoch) {
        return new StoredObject("checkpoint/" + epoch, 10, "0".repeat(64));
    }

    private static RunRecord run() {
        var shape = new RecordShape(256, 8, 2);
        var shard = entry(shape, "shard-0", 3);
        var heldOut = entry(shape, "held-out", 1);
        var manifest = new DataManifest(
                "bytes",
                DataManifest.BYTE,
                256,
                8,
                2,
                1,
                List.of(shard),
                heldOut,
                3,
                3L * shape.tokens(),
                shape.tokens(),
                5.5);
        return new RunRecord(
                RunSpec.of("alpha", 1, Presets.load("tiny"), EpochSpec.untilClosed()), manifest, "data/", 0);
    }

    private static ShardEntry entry(RecordShape shape, String key, int records) {
        return new ShardEntry(key, records, TokenShard.of(shape, records).length(), "0".repeat(64), "1".repeat(64));
    }
}
