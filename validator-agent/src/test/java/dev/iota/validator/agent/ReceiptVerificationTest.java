package dev.iota.validator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.ReceiptExport;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.TokenEvidence;
import dev.iota.validator.evidence.ReceiptVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receipt that anyone verifies from a folder. Audits in it are those of {@link AuditRepetitionTest}. */
@Tag("security")
class ReceiptVerificationTest {
    private static final KeyPair MINER = KeyPair.generate(new SplittableRandom(1));
    private static final int STAGES = HonestHops.SPEC.model().stages();
    private static final long ID = 4;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @SuppressWarnings("NullAway.Init") // before each test
    private PlannedData data;

    @SuppressWarnings("NullAway.Init") // before each test
    private TokenEvidence tokens;

    @BeforeEach
    void store() throws IOException {
        data = PlannedData.of(HonestHops.compute(3).tokens(), 1);
        tokens = data.evidence(this::store, data.position(0), 0);
    }

    @Test
    void a_receipt_that_every_miner_signed_over_tokens_of_the_data_plan_is_right() throws Exception {
        assertThat(verify(spec(), STAGES)).isTrue();
        assertThat(out.toString().lines())
                .hasSize(2 + STAGES)
                .element(1)
                .isEqualTo("tokens: those of the data whose manifest has the SHA-256 "
                        + data.manifest().sha256());
        assertThat(out.toString())
                .startsWith("microbatch 4 of the run 'test', epoch 0: position %d of the data plan, loss 4.5%n"
                        .formatted(data.position(0)))
                .contains("stage 2: %s signed step 1 with it, computed from what its neighbours stored"
                        .formatted(MINER.hotkey().address()));
    }

    @Test
    void a_receipt_that_a_miner_did_not_sign_is_not_right() throws Exception {
        assertThat(verify(spec(), STAGES - 1)).isFalse();
        assertThat(out.toString())
                .contains("stage 2: NO STEP of %s with it is on record"
                        .formatted(MINER.hotkey().address()));
    }

    @Test
    void tokens_of_data_that_the_specification_does_not_name_and_damaged_ones_are_refused() throws IOException {
        var others = HonestHops.SPEC.withData(Sha256.hex("other data"));
        assertThatThrownBy(() -> verify(others, STAGES))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("the run's specification names " + Sha256.hex("other data"));

        var file = folder.resolve(tokens.record().url());
        var bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> verify(spec(), STAGES))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("the tokens in ");
    }

    private RunSpec spec() {
        return HonestHops.SPEC.withData(data.manifest().sha256());
    }

    private boolean verify(RunSpec spec, int signed) throws IOException, InterruptedException {
        var file = folder.resolve(ReceiptExport.FILE);
        Files.writeString(file, Json.write(new ReceiptExport(spec, receipt(), steps(signed), tokens, List.of())));
        return new ReceiptVerification(file, new PrintWriter(out, true)).verify(AuditBars.standard(), "cpu", 1);
    }

    private List<SignedEvent> steps(int stages) {
        return IntStream.range(0, stages)
                .mapToObj(stage -> {
                    var input = stage == 0 ? tokens.record().sha256().orElseThrow() : Sha256.hex("out" + (stage - 1));
                    var gradient = stage + 1 == STAGES
                            ? Optional.<String>empty()
                            : Optional.of(Sha256.hex("gradient" + (stage + 1)));
                    var entry = new StepEntry(ID, input, gradient);
                    return SignedEvent.sign(
                            MINER, new Event.StepDone("test", 0, stage, 1, 1, List.of(entry), 1, 1, "cpu"));
                })
                .toList();
    }

    private Microbatch receipt() {
        var hops = IntStream.range(0, STAGES)
                .mapToObj(stage -> new Hop(
                        MINER.hotkey(),
                        0,
                        stage + 1 == STAGES ? Optional.empty() : stored("out" + stage),
                        stage == 0 ? Optional.empty() : stored("gradient" + stage),
                        1,
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        return new Microbatch(
                new Microbatch.Origin(ID, tokens.position(), 0, Instant.EPOCH, 0),
                new Microbatch.Place(
                        0,
                        Direction.BACKWARD,
                        Microbatch.State.COMPLETE,
                        List.of(),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        List.of()),
                new Microbatch.Progress(hops, 0, Optional.of(4.5f), false),
                9);
    }

    private static Optional<Hop.Stored> stored(String content) {
        return Optional.of(new Hop.Stored("a lease", Sha256.hex(content), new Magnitude(0, 1), Optional.empty()));
    }

    private Source store(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Source(name, Map.of(), bytes.length, Optional.of(Sha256.hex(bytes)));
    }
}
