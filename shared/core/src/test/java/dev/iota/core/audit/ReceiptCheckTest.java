package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.TokenEvidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What miners signed of a microbatch, against its receipt. */
@Tag("security")
class ReceiptCheckTest {
    private static final RunSpec SPEC =
            RunSpec.of("r", 1, Presets.load("tiny"), EpochSpec.untilClosed()).withData(Sha256.hex("data"));
    private static final int STAGES = SPEC.model().stages();
    private static final List<KeyPair> MINERS = IntStream.range(0, STAGES)
            .mapToObj(seed -> KeyPair.generate(new SplittableRandom(seed)))
            .toList();
    private static final long ID = 7;
    private static final long POSITION = 3;

    @Test
    void what_every_miner_computed_from_is_what_its_neighbours_stored() {
        var check = new ReceiptCheck(Json.read(Json.write(export(steps())), ReceiptExport.class));

        assertThat(check.hops()).hasSize(STAGES).allSatisfy(found -> assertThat(
                        found.step().orElseThrow().stage())
                .isEqualTo(found.stage()));
    }

    @Test
    void a_stage_whose_miner_reported_no_step_is_told() {
        var check = new ReceiptCheck(export(steps().subList(0, STAGES - 1)));

        assertThat(check.hops()).extracting(found -> found.step().isPresent()).containsExactly(true, true, false);
    }

    @Test
    void another_input_or_gradient_than_was_signed_is_named_with_its_stage() {
        assertNamed("the input of stage 0 is ", step(0, "other", Optional.of("gradient-1")));
        assertNamed("the input of stage 1 is ", step(1, "other", Optional.of("gradient-2")));
        assertNamed("the gradient of the output of stage 1 is ", step(1, "activation-0", Optional.of("other")));
        assertNamed("the gradient of the output of stage 2 is ", step(2, "activation-1", Optional.of("any")));
    }

    private static void assertNamed(String sentence, SignedEvent step) {
        assertThatThrownBy(() -> new ReceiptCheck(export(List.of(step))).hops())
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(sentence)
                .hasMessageContaining(step.hotkey().address());
    }

    @Test
    void a_step_in_anothers_name_or_of_another_epoch_counts_for_nothing() {
        var right = step(0, "tokens", Optional.of("gradient-1"));
        var forged = new SignedEvent(MINERS.get(1).hotkey(), right.event(), right.signature());
        assertThatThrownBy(() -> new ReceiptCheck(export(List.of(forged))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("was not signed by");
        var other = SignedEvent.sign(MINERS.get(0), step(1, 0, "tokens", Optional.of("gradient-1")));
        assertThatThrownBy(() -> new ReceiptCheck(export(List.of(other))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("is no step of the run 'r' in epoch 0");
    }

    @Test
    void tokens_of_another_position_and_what_is_not_complete_are_no_receipt() {
        assertThatThrownBy(() -> new ReceiptCheck(
                        new ReceiptExport(SPEC, receipt(STAGES), List.of(), tokens(POSITION + 1), List.of())))
                .hasMessageContaining("the tokens are those of position 4");
        assertThatThrownBy(() -> new ReceiptCheck(
                        new ReceiptExport(SPEC, receipt(STAGES - 1), List.of(), tokens(POSITION), List.of())))
                .hasMessageContaining("after 2 of 3 stages");
    }

    private static ReceiptExport export(List<SignedEvent> steps) {
        return new ReceiptExport(SPEC, receipt(STAGES), steps, tokens(POSITION), List.of());
    }

    private static List<SignedEvent> steps() {
        return Stream.of(
                        step(0, "tokens", Optional.of("gradient-1")),
                        step(1, "activation-0", Optional.of("gradient-2")),
                        step(2, "activation-1", Optional.empty()))
                .toList();
    }

    private static SignedEvent step(int stage, String input, Optional<String> gradient) {
        return SignedEvent.sign(MINERS.get(stage), step(0, stage, input, gradient));
    }

    private static Event.StepDone step(int epoch, int stage, String input, Optional<String> gradient) {
        var entry = new StepEntry(ID, Sha256.hex(input), gradient.map(Sha256::hex));
        return new Event.StepDone("r", epoch, stage, 1, 1, List.of(entry), 1, 1, "cpu");
    }

    private static Microbatch receipt(int stages) {
        var hops = new ArrayList<Hop>();
        for (var stage = 0; stage < stages; stage++) {
            hops.add(new Hop(
                    MINERS.get(stage).hotkey(),
                    0,
                    stage + 1 < STAGES ? stored("activation-" + stage) : Optional.empty(),
                    stage > 0 ? stored("gradient-" + stage) : Optional.empty(),
                    1,
                    Optional.empty(),
                    Optional.empty()));
        }
        return new Microbatch(
                new Microbatch.Origin(ID, POSITION, 0, Instant.EPOCH, 0),
                new Microbatch.Place(
                        0,
                        Direction.BACKWARD,
                        Microbatch.State.COMPLETE,
                        List.of(),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        List.of()),
                new Microbatch.Progress(hops, 0, Optional.of(5f), false),
                9);
    }

    private static Optional<Hop.Stored> stored(String content) {
        return Optional.of(new Hop.Stored("a lease", Sha256.hex(content), new Magnitude(0, 1), Optional.empty()));
    }

    private static TokenEvidence tokens(long position) {
        var source = new Source("tokens", Map.of(), 1, Optional.of(Sha256.hex("tokens")));
        return new TokenEvidence(position, source, source, source);
    }
}
