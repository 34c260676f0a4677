package dev.iota.miner.agent.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ToldTest {
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void its_place_is_that_of_the_expected_wait_among_those_with_room() {
        var own = KeyPair.generate(new Random(1)).hotkey();
        var stage = List.of(
                miner(own, 0.5, 1, 4),
                miner(KeyPair.generate(new Random(2)).hotkey(), 0.1, 0, 4),
                miner(KeyPair.generate(new Random(3)).hotkey(), 0.2, 4, 4),
                miner(KeyPair.generate(new Random(4)).hotkey(), 3, 0, 4));
        assertThat(Told.place(stage, own)).contains(new ShownWait.Place(2, 3));
        assertThat(Told.place(stage.subList(1, 4), own)).isEmpty();
    }

    private static MinerSummary miner(Hotkey hotkey, double secondsPerHop, int inUse, int slots) {
        return new MinerSummary(
                hotkey,
                MinerSummary.State.READY,
                0,
                1,
                START,
                slots,
                inUse,
                1,
                1,
                secondsPerHop,
                "1",
                "cpu",
                Optional.empty());
    }
}
