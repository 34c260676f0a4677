package dev.iota.validator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.link.HopObjects;
import dev.iota.agent.link.ObjectReader;
import dev.iota.agent.link.PresignedObjects.Fetched;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.EpochScript;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.validator.evidence.EpochJudgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a validator finds of epochs, with a real queue, a real store and a real model. */
class EpochVerdictTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private ValidatorHarness validator;

    @SuppressWarnings("NullAway.Init") // before each test
    private AuditWorld world;

    @SuppressWarnings("NullAway.Init") // before each test
    private HonestEpoch epoch;

    @BeforeEach
    void open() throws IOException {
        validator = new ValidatorHarness(home);
        world = validator.world;
        epoch = HonestEpoch.work(world::store);
    }

    @AfterEach
    void close() throws Exception {
        validator.close();
    }

    @Test
    void an_honest_epoch_passes_bit_for_bit_and_one_that_learned_nothing_fails() throws IOException {
        validator.start();
        var honest = epoch.evidence(epoch.end(), epoch.script(), world::store);
        world.send(audit("honest", honest));
        var lazy = epoch.evidence(epoch.start(), epoch.script(), (name, bytes) -> world.store("lazy-" + name, bytes));
        world.send(audit("lazy", lazy));
        // The engine of an epoch takes the place of the one for hops, and the other way round.
        world.send(ValidatorHarness.audit(1, "hop", checkpoint(), validator.evidence(1)));

        var verdicts = new HashMap<String, AuditEvent.Judged>();
        validator.judged(3).forEach(verdict -> verdicts.put(verdict.audit(), verdict));
        var judgedHop = Objects.requireNonNull(verdicts.get("hop"));
        var judgedHonest = Objects.requireNonNull(verdicts.get("honest"));
        var judgedLazy = Objects.requireNonNull(verdicts.get("lazy"));
        assertThat(judgedHop.passed()).isTrue();
        assertThat(judgedHonest.passed()).as(judgedHonest.reason()).isTrue();
        assertThat(judgedHonest.measures())
                .extracting(measure -> measure.name())
                .contains("output.relativeL2", "stepNorm.relativeL2", "clip.relativeL2", "change.cosine");
        assertThat(judgedHonest.measures())
                .allSatisfy(measure ->
                        assertThat(measure.value()).as(measure.name()).isZero());
        assertThat(judgedLazy.passed()).isFalse();
        assertThat(judgedLazy.reason()).startsWith("change.").contains(" of model.layers.");
        assertThat(judgedLazy.measures())
                .filteredOn(measure -> measure.isExceeded())
                .allSatisfy(measure -> assertThat(measure.name()).startsWith("change."));
        world.awaitEmptyInbox();
        try (var files = Files.list(home.resolve("test"))) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("upload"));
        }
    }

    @Test
    @Tag("security")
    void a_neighbours_upload_sent_as_ones_own_fails() throws IOException {
        validator.start();
        var neighbour = HonestEpoch.work((name, bytes) -> world.store("neighbour-" + name, bytes), 100);
        var copied =
                epoch.evidence(neighbour.end(), epoch.script(), (name, bytes) -> world.store("copy-" + name, bytes));
        world.send(audit("copied", copied));

        var verdict = validator.judged(1).getFirst();
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.reason()).startsWith("change.");
    }

    @Test
    void a_script_that_is_not_the_manifests_and_a_hop_that_is_damaged_are_no_verdict() throws IOException {
        validator.start();
        var shorter =
                new EpochScript(epoch.script().peak(), epoch.script().steps().subList(0, 1));
        world.send(audit("other", epoch.evidence(epoch.end(), shorter, world::store)));
        var events = new ArrayList<>(world.await(1));
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(AuditEvent.Failed.class, failed -> assertThat(failed.reason())
                        .contains("the script has other steps than the manifest"));
        world.store("hop-3-input", new byte[] {1}, epoch.end());
        world.send(audit("damaged", epoch.evidence(epoch.end(), epoch.script(), world::store)));
        assertThat(world.await(2).getLast()).isInstanceOf(AuditEvent.Failed.class);
    }

    @Test
    void it_can_be_stopped_between_two_hops_and_fetches_one_hop_ahead_and_no_more() throws IOException {
        var read = new CopyOnWriteArrayList<String>();
        var bytes = new HashMap<String, byte[]>();
        HonestEpoch.Store store = (name, content) -> {
            bytes.put(name, content);
            return new Source(name, Map.of(), content.length, Optional.of(Sha256.hex(content)));
        };
        var mine = HonestEpoch.work(store);
        var evidence = mine.evidence(mine.end(), mine.script(), store);
        ObjectReader reader = (source, deadline) -> {
            read.add(source.url());
            return new Fetched(
                    Objects.requireNonNull(bytes.get(source.url())),
                    source.sha256().orElseThrow());
        };
        var waits = new ArrayList<Boolean>();
        EpochJudgement.Waiting waiting = begins -> {
            // The first is for the upload.
            if (begins && waits.stream().filter(one -> one).count() == 2) {
                throw new InterruptedException("the validator ends");
            }
            waits.add(begins);
        };
        var state = Files.write(home.resolve("state"), mine.start());
        var around = new EpochJudgement.Surroundings(
                (part, source, content) -> Files.write(home.resolve("part"), content), waiting, () -> LATER);
        var spec = HonestHops.SPEC;
        try (var engine = new StageEngine(
                spec.model(), spec.training(), HonestEpoch.STAGE, spec.seed(), EngineOptions.cpu(1, Long.MAX_VALUE))) {
            var judgement = new EpochJudgement(spec, AuditBars.standard(), new HopObjects(spec, reader), around);
            assertThatThrownBy(() -> judgement.judge(audit("a", evidence), evidence, engine, state))
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(waits).containsExactly(true, false, true, false);
        assertThat(read).doesNotContain("hop-4-input", "hop-5-input");
    }

    private Source checkpoint() throws IOException {
        return world.checkpoint(HonestEpoch.STAGE, HonestHops.SPEC.seed());
    }

    private Work.Audit audit(String name, EpochEvidence evidence) throws IOException {
        return new Work.Audit("test", 0, HonestEpoch.STAGE, name, "lease of " + name, LATER, checkpoint(), evidence);
    }
}
