package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestEpochs.TOKENS;
import static dev.iota.miner.agent.TestEpochs.forward;
import static dev.iota.miner.agent.TestEpochs.loss;
import static dev.iota.miner.agent.TestEpochs.spec;
import static dev.iota.miner.agent.TestEpochs.train;
import static dev.iota.miner.agent.TestRuns.LATER;
import static dev.iota.miner.agent.TestRuns.engine;
import static dev.iota.miner.agent.TestRuns.weights;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.core.wire.Work;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Miners from one epoch into the next, against queues, objects and an API over HTTP. */
class AgentEpochTest extends MinersTest {
    @ParameterizedTest
    @CsvSource({"SYNC, float32", "DILOCO, float32", "DILOCO, int8", "AVERAGE, float32"})
    void two_miners_train_merge_and_go_on_from_the_same_state(Mode mode, String codec) throws Exception {
        var spec = spec(mode, Codec.of(codec), true);
        var fake = miners.prepareRenewing(spec);
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        miners.launch(1);
        var hotkeys = fake.miners();
        train(fake, hotkeys, 0, 0);
        var round = new FakeRound(fake, spec, initial, hotkeys);
        round.collect();
        round.inspect();
        var results = round.merge();
        var next = round.store(results);
        // Work of the next epoch waits until it begins.
        for (var i = 0; i < hotkeys.size(); i++) {
            fake.send(hotkeys.get(i), forward(fake, 1, 100 + i, 7));
        }
        round.load(next);
        var after = hotkeys.stream()
                .map(miner -> fake.await(miner, Event.BackwardDone.class, 2).getLast())
                .toList();
        assertThat(after).allSatisfy(event -> assertThat(event.epoch()).isEqualTo(1));
        assertThat(after.getFirst().loss()).isEqualTo(after.getLast().loss());
        assertThat(after.getFirst().audit()).isEqualTo(after.getLast().audit());
        assertThat(after.getFirst().loss()).contains(loss(spec, fake, next, 7));
        var stage = 4.0 * next.layout().elements();
        var payload = (double) round.manifest(hotkeys.getFirst()).spec().bytes();
        // Of two hotkeys each owns everything: it fetches the other's upload, and sections of the state that only the
        // store has.
        var elsewhere = mode == Mode.AVERAGE ? 0 : (spec.epochs().sections() - 1) * stage;
        var texts = 1 << 17;
        for (var one : miners.running()) {
            assertThat(one.counted("iota.merge.bytes.down"))
                    .isBetween(payload + elsewhere, payload + elsewhere + texts);
            assertThat(one.counted("iota.merge.bytes.up")).isGreaterThan(payload);
            assertThat(one.counted("iota.bytes.up")).isZero();
        }
        var section = round.manifest(hotkeys.getFirst()).spec().bytes()
                / round.manifest(hotkeys.getFirst()).spec().payload().sections();
        assertThat(fake.await(Event.MergeMoved.class, 2)).allSatisfy(moved -> {
            assertThat(moved.epoch()).isZero();
            assertThat(moved.traffic().payload().down()).isEqualTo(section);
        });
        var said = fake.of(Event.MergeMoved.class).stream()
                .map(Event.MergeMoved::traffic)
                .reduce(MergeTraffic.NONE, MergeTraffic::plus);
        assertThat(said.released()).isEqualTo(MergeTraffic.Moved.NONE);
        assertThat(said.total().down()).isEqualTo(counted("iota.merge.bytes.down"));
        assertThat(said.total().up()).isEqualTo(counted("iota.merge.bytes.up"));
    }

    @Test
    void a_single_upload_of_weights_is_what_was_trained_and_no_byte_of_it_moves_again() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), false);
        var fake = miners.prepareRenewing(spec);
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        var miner = fake.miners().getFirst();
        train(fake, List.of(miner), 0, 0);
        var round = new FakeRound(fake, spec, initial, List.of(miner));
        round.collect();
        var next = round.publishOnly(miner);
        round.load(next);
        train(fake, List.of(miner), 1, 1);
        var second = new FakeRound(fake, spec, next, List.of(miner));
        second.collect();
        try (var engine = engine(spec)) {
            for (var epoch = 0; epoch < 2; epoch++) {
                var tokens = TOKENS.tokens(epoch);
                engine.tail(epoch, tokens.inputs(), tokens.targets(), 5);
                engine.step(spec.training().learningRate(epoch, 0));
                // Moments stayed at home: two epochs are two steps of one engine.
                assertThat(fake.object(FakeRun.uploadKey(epoch, miner, 0))).isEqualTo(weights(engine));
            }
        }
        assertThat(miners.running().getFirst().counted("iota.merge.bytes.down")).isLessThan(1 << 16);
    }

    @Test
    void what_sync_uploads_is_the_clipped_mean_gradient_of_the_whole_epoch() throws Exception {
        var spec = spec(Mode.SYNC, new Float32Codec(), true);
        var fake = miners.prepareRenewing(spec);
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        var miner = fake.miners().getFirst();
        for (var id = 0; id < 3; id++) {
            fake.send(miner, forward(fake, 0, id, id));
        }
        var order = fake.await(Event.BackwardDone.class, 3).stream()
                .map(Event.BackwardDone::microbatch)
                .toList();
        var round = new FakeRound(fake, spec, initial, List.of(miner));
        round.collect();
        assertThat(round.manifest(miner).steps()).hasSize(1);
        var done = fake.await(Event.StepDone.class, 1).getFirst();
        var accumulated =
                done.microbatches().stream().map(entry -> entry.microbatch()).toList();
        assertThat(accumulated).containsExactlyInAnyOrderElementsOf(order);
        try (var engine = engine(spec)) {
            for (var id : accumulated) {
                var tokens = TOKENS.tokens(id);
                engine.tail(id, tokens.inputs(), tokens.targets(), 5);
            }
            var out = new ByteArrayOutputStream();
            engine.gradient(Channels.newChannel(out));
            assertThat(fake.object(FakeRun.uploadKey(0, miner, 0))).isEqualTo(out.toByteArray());
        }
    }

    @Test
    void a_miner_restarted_in_every_phase_says_the_same_and_goes_on() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), true);
        var fake = miners.prepareRenewing(spec);
        fake.registering = request -> fake.registered(
                request.snapshot().filter(at -> at.epoch() == fake.epoch).isPresent());
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        miners.launch(1);
        var hotkeys = fake.miners();
        train(fake, hotkeys, 0, 0);
        var round = new FakeRound(fake, spec, initial, hotkeys);
        // The message is lost with the process: the heartbeat says it again.
        miners.restart(0);
        hotkeys.forEach(miner -> fake.missed.put(miner, List.of(round.collecting())));
        round.collected();
        fake.missed.clear();
        miners.restart(0);
        round.inspect();
        miners.restart(0);
        var results = round.merge();
        miners.restart(0);
        var next = round.store(results);
        var sent = fake.announced.stream().map(request -> request.manifest()).distinct();
        assertThat(sent).hasSize(2);
        round.load(next);
        miners.restart(0);
        round.loaded(next);
        train(fake, hotkeys, 1, 100);
        var losses = fake.of(Event.BackwardDone.class).stream()
                .filter(event -> event.epoch() == 1)
                .map(event -> event.loss().orElseThrow())
                .toList();
        assertThat(losses).hasSize(2).allMatch(loss -> loss > 0);
    }

    @Test
    void an_upload_that_counted_leaves_its_residual_and_a_joiner_begins_slowly() throws Exception {
        var spec = spec(Mode.DILOCO, Codec.of("top-k:1000"), true);
        var fake = miners.prepareRenewing(spec);
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        miners.launch(1);
        var hotkeys = fake.miners();
        train(fake, hotkeys, 0, 0);
        var round = new FakeRound(fake, spec, initial, hotkeys);
        round.collect();
        round.inspect();
        round.load(round.store(round.merge()));
        for (var one : miners.running()) {
            var residual = home.resolve("miner-%d/test/stage-0/residual".formatted(one.index()));
            assertThat(residual.resolve("epoch-1.f32")).exists();
            assertThat(residual.resolve("epoch-0.next.f32")).doesNotExist();
        }
        miners.launch(2);
        var joiner = fake.miners().stream()
                .filter(miner -> !hotkeys.contains(miner))
                .findFirst()
                .orElseThrow();
        fake.send(joiner, forward(fake, 1, 50, 50));
        fake.send(hotkeys.getFirst(), forward(fake, 1, 51, 50));
        assertThat(fake.await(joiner, Event.StepDone.class, 1).getFirst().device())
                .contains("rate × 0.05 since it joined");
        assertThat(fake.await(hotkeys.getFirst(), Event.StepDone.class, 2)
                        .getLast()
                        .device())
                .doesNotContain("joined");
        assertThat(fake.await(joiner, Event.BackwardDone.class, 1).getFirst().loss())
                .isEqualTo(fake.await(hotkeys.getFirst(), Event.BackwardDone.class, 2)
                        .getLast()
                        .loss());
    }

    @Test
    void what_is_not_what_its_hash_says_is_found_or_refused() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), true);
        var fake = miners.prepareRenewing(spec);
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        miners.launch(1);
        var hotkeys = fake.miners();
        train(fake, hotkeys, 0, 0);
        var round = new FakeRound(fake, spec, initial, hotkeys);
        round.collect();
        // The first owner reads its own upload from its disk, and finds what is wrong with the other's.
        var damaged = FakeRun.uploadKey(0, hotkeys.getLast(), 0);
        fake.object(damaged)[5] ^= 1;
        var plan = round.plan();
        fake.send(hotkeys.getFirst(), new Work.Inspect("test", 0, 0, 0, "look", LATER, plan));
        var findings = Findings.read(
                fake.await(Event.ShardInspected.class, 1).getFirst().findings(), hotkeys);
        assertThat(findings.getFirst().fault()).isEmpty();
        assertThat(findings.getLast().fault()).contains(dev.iota.core.merge.inspect.Fault.HASH);
        fake.object("state-0-0")[5] ^= 1;
        java.nio.file.Files.delete(home.resolve("miner-0/test/epochs/0/stage-0/state.f32"));
        java.nio.file.Files.delete(home.resolve("miner-1/test/epochs/0/stage-0/state.f32"));
        fake.send(hotkeys.getLast(), new Work.Inspect("test", 0, 0, 0, "again", LATER, plan));
        assertThat(fake.await(Event.ShardFailed.class, 1).getFirst().reason()).contains("published state");
        fake.object("state-0-0")[5] ^= 1;
        fake.send(hotkeys.getLast(), new Work.Store("test", 0, 0, 0, "store", LATER, List.of(fake.sink("x", 4))));
        assertThat(fake.await(Event.ShardFailed.class, 2).getLast().reason()).contains("no result");
    }

    /** By all. */
    private long counted(String counter) {
        return miners.running().stream()
                .mapToLong(one -> (long) one.counted(counter))
                .sum();
    }
}
