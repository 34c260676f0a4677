package dev.iota.validator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs of runs whose merges average moments: these are published, so a validator begins with them. */
@Tag("security")
class AveragedEpochTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private ValidatorHarness validator;

    @SuppressWarnings("NullAway.Init") // before each test
    private AuditWorld world;

    @BeforeEach
    void open() throws IOException {
        validator = new ValidatorHarness(home, HonestHops.averaged());
        world = validator.world;
    }

    @AfterEach
    void close() throws Exception {
        validator.close();
    }

    @Test
    void an_honest_epoch_passes_bit_for_bit_and_moments_that_its_steps_do_not_give_fail() throws IOException {
        var epoch = HonestEpoch.averaged(world::store);
        validator.start();
        world.send(audit(epoch, "honest", epoch.evidence(epoch.end(), epoch.script(), world::store)));
        var kept = epoch.end();
        var section = kept.length / 3;
        System.arraycopy(epoch.start(), section, kept, section, 2 * section);
        var lazy = epoch.evidence(kept, epoch.script(), (name, bytes) -> world.store("lazy-" + name, bytes));
        world.send(audit(epoch, "lazy", lazy));

        var verdicts = new HashMap<String, AuditEvent.Judged>();
        validator.judged(2).forEach(verdict -> verdicts.put(verdict.audit(), verdict));
        var honest = Objects.requireNonNull(verdicts.get("honest"));
        assertThat(honest.passed()).as(honest.reason()).isTrue();
        assertThat(honest.measures())
                .extracting(measure -> measure.name())
                .contains("change.relativeL2", "change.cosine");
        assertThat(honest.measures())
                .allSatisfy(measure ->
                        assertThat(measure.value()).as(measure.name()).isZero());
        var judged = Objects.requireNonNull(verdicts.get("lazy"));
        assertThat(judged.passed()).isFalse();
        assertThat(judged.measures())
                .filteredOn(measure -> measure.isExceeded())
                .allSatisfy(measure -> assertThat(measure.name()).startsWith("change."));
        assertThat(judged.reason()).contains(" moments of model.layers.");
        assertThat(Arrays.equals(epoch.start(), Files.readAllBytes(home.resolve("test/state-1.f32"))))
                .as("weights and moments are on the disk")
                .isTrue();
    }

    private Work.Audit audit(HonestEpoch epoch, String name, EpochEvidence evidence) {
        var checkpoint = world.checkpoint(HonestEpoch.STAGE, epoch.start(), 3, HonestEpoch.BEFORE);
        return new Work.Audit("test", 0, HonestEpoch.STAGE, name, "lease of " + name, LATER, checkpoint, evidence);
    }
}
