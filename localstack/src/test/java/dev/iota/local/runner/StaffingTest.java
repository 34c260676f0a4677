package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.api.AuditCounts;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Miner;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stages of two miners, and a guest. */
class StaffingTest {
    private static final List<Hotkey> KEYS = IntStream.range(0, 5)
            .mapToObj(seed -> KeyPair.generate(new Random(seed)).hotkey())
            .toList();
    private static final Hotkey GUEST = KEYS.get(4);

    @TempDir
    private Path root;

    private RunFolder folder;
    private final Map<String, String> givenUp = new LinkedHashMap<>();

    @BeforeEach
    void minersHaveKeys() throws Exception {
        folder = RunFolder.create(root.resolve("run"));
        for (var miner = 0; miner < 4; miner++) {
            var home = Files.createDirectories(folder.miner(miner).resolve("miner-0"));
            Files.writeString(home.resolve("key.json"), "{\"hotkey\": \"%s\"}".formatted(KEYS.get(miner)));
        }
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void a_stage_that_has_another_miner_goes_on_without_the_one_that_was_given_up() {
        givenUp.put("miner-2", "killed for memory");
        var staffing = staffing();

        assertThatCode(() -> staffing.require(status(own(0, 0), own(1, 0), own(2, 1), own(3, 1))))
                .doesNotThrowAnyException();
        assertThat(staffing.warnings()).containsExactly("miner-2 was given up: killed for memory");
    }

    @Test
    void a_stage_without_a_miner_ends_the_run_with_the_reasons_though_its_miners_still_seem_to_live() {
        givenUp.put("miner-2", "killed for memory");
        givenUp.put("miner-3", "killed for memory, too");

        assertThatThrownBy(() -> staffing().require(status(own(0, 0), own(1, 0), own(2, 1), own(3, 1))))
                .isInstanceOf(RunnerException.class)
                .hasMessage("stage 1 has no miner left: miner-2 was given up: killed for memory; miner-3 was given up:"
                        + " killed for memory, too");
    }

    @Test
    void a_miner_that_is_being_started_again_keeps_its_stage_and_so_does_a_guest_that_lives() {
        givenUp.put("miner-2", "killed for memory");
        var restarting = miner(KEYS.get(3), 1, false);
        assertThatCode(() -> staffing().require(status(own(0, 0), own(2, 1), restarting)))
                .doesNotThrowAnyException();

        givenUp.put("miner-3", "killed for memory");
        assertThatCode(() -> staffing().require(status(own(0, 0), restarting, miner(GUEST, 1, true))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> staffing().require(status(own(0, 0), restarting, miner(GUEST, 1, false))))
                .hasMessageStartingWith("stage 1 has no miner left");
    }

    @Test
    void training_begins_with_the_miners_that_are_left() {
        var three = status(own(0, 0), own(1, 0), own(3, 1));
        assertThat(staffing().isComplete(three)).isFalse();

        givenUp.put("miner-2", "killed for memory");

        assertThat(staffing().isComplete(three)).isTrue();
        assertThat(staffing().isComplete(status(own(0, 0), own(2, 1), own(3, 1))))
                .as("one of them is the one that was given up")
                .isFalse();
    }

    @Test
    void fewer_miners_than_stages_end_the_run_before_it_is_known_who_has_which() {
        var nobody = status();
        givenUp.put("miner-1", "no key");
        givenUp.put("miner-2", "no key, either");
        assertThatCode(() -> staffing().requireEnough(nobody)).doesNotThrowAnyException();

        givenUp.put("miner-3", "it ended 5 times");

        assertThatThrownBy(() -> staffing().requireEnough(nobody))
                .isInstanceOf(RunnerException.class)
                .hasMessage(
                        "1 miners are left for 2 stages: miner-1 was given up: no key; miner-2 was given up: no key,"
                                + " either; miner-3 was given up: it ended 5 times");
        assertThatCode(() -> staffing().requireEnough(status(miner(GUEST, 1, true))))
                .as("a guest holds the other stage")
                .doesNotThrowAnyException();
    }

    private Staffing staffing() {
        return new Staffing(() -> givenUp, folder, 4);
    }

    private static Miner own(int miner, int stage) {
        return miner(KEYS.get(miner), stage, true);
    }

    private static Miner miner(Hotkey hotkey, int stage, boolean active) {
        return new Miner(hotkey, stage, active, 2, 0, 0, 0, 0, 0, 0, 1, Instant.EPOCH, "cpu");
    }

    private static StatusResponse status(Miner... miners) {
        return new StatusResponse(
                "run",
                Phase.OPEN,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(0, 0),
                List.of(miners),
                List.of(),
                Optional.empty(),
                AuditCounts.NONE);
    }
}
