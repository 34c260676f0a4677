package dev.iota.validator.agent;

import static dev.iota.validator.agent.ValidatorHarness.audit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A validator against a real queue, a real store and a real model. */
@Tag("security")
class ValidatorTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private ValidatorHarness validator;

    @SuppressWarnings("NullAway.Init") // before each test
    private AuditWorld world;

    @BeforeEach
    void open() throws IOException {
        validator = new ValidatorHarness(home);
        world = validator.world;
    }

    @AfterEach
    void close() throws Exception {
        validator.close();
    }

    @Test
    void one_stage_is_loaded_once_for_many_audits_and_not_again_after_a_restart() throws Exception {
        validator.start();
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        world.send(audit(1, "one", checkpoint, validator.evidence(1)));
        world.send(audit(1, "two", checkpoint, validator.evidence(1)));
        validator.judged(2);
        assertThat(Collections.frequency(world.reads, "state-1-0")).isEqualTo(1);
        validator.stop();

        validator.start();
        world.send(audit(1, "three", checkpoint, validator.evidence(1)));
        validator.judged(3);
        assertThat(Collections.frequency(world.reads, "state-1-0")).isEqualTo(1);
    }

    @Test
    void an_audit_that_was_not_answered_is_answered_by_the_validator_that_is_started_again() throws Exception {
        world.away = true;
        validator.start();
        world.send(audit(1, "one", world.checkpoint(1, HonestHops.SPEC.seed()), validator.evidence(1)));
        validator.awaitCall(call -> call.held().equals(List.of("lease of one")));
        validator.stop();
        world.away = false;

        validator.start();
        assertThat(validator.judged(1)).extracting(AuditEvent.Judged::audit).containsExactly("one");
        assertThat(world.calls.getLast().session()).contains("secret");
        world.awaitEmptyInbox();
    }

    @Test
    void heartbeats_name_the_stage_the_leases_and_what_was_done() throws IOException {
        validator.start();
        assertThat(world.calls.getFirst().session()).isEmpty();
        world.send(audit(1, "one", world.checkpoint(1, HonestHops.SPEC.seed()), validator.evidence(1)));
        validator.judged(1);
        validator.awaitCall(call -> call.audited() == 1 && call.held().isEmpty());
        var call = world.calls.getLast();
        assertThat(call.session()).contains("secret");
        assertThat(call.stage()).contains(1);
        assertThat(call.seconds()).isPositive();
        assertThat(validator
                        .registry
                        .get("iota.audits")
                        .tag("verdict", "passed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void what_is_no_audit_is_put_away_and_a_lease_that_ran_out_is_dropped() throws IOException {
        validator.start();
        world.send("{}");
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        world.send(new Work.Audit(
                "test", 0, 1, "late", "lease of late", Instant.EPOCH, checkpoint, validator.evidence(1)));
        world.send(audit(1, "one", checkpoint, validator.evidence(1)));
        assertThat(validator.judged(1)).extracting(AuditEvent.Judged::audit).containsExactly("one");
        world.awaitEmptyInbox();
        assertThat(files(home.resolve("test"))).anyMatch(name -> name.startsWith("quarantine"));
    }

    @Test
    void a_run_that_ends_ends_the_validator() throws Exception {
        validator.start();
        world.send(new Work.Stop("test", 0, "it is over"));
        assertThat(validator.ending.get(60, TimeUnit.SECONDS)).isEqualTo("the run ends: it is over");
    }

    @Test
    void a_validator_that_its_owner_lists_no_longer_ends_and_says_so() throws Exception {
        validator.start();
        world.refusal = "the owner of this run lists its validators, and you are not among them";
        assertThatThrownBy(() -> validator.ending.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(AgentException.class)
                .hasMessageEndingWith("the orchestrator ended this session: " + world.refusal);
        validator.hasEnded();
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
