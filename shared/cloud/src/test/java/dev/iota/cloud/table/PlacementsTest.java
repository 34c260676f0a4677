package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.Placements.Placement;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacementsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private final Random random = new Random(1);
    private final Hotkey one = KeyPair.generate(random).hotkey();
    private final Hotkey other = KeyPair.generate(random).hotkey();

    @Test
    void a_placement_is_known_until_the_index_surely_shows_it() {
        var placements = Placements.NONE.with(new Placement(one, 1, NOW));

        assertThat(placements.since(NOW.plusSeconds(5))).hasSize(1);
        assertThat(placements.since(NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void old_placements_and_those_of_the_same_miner_make_room() {
        var placements = Placements.NONE
                .with(new Placement(one, 1, NOW))
                .with(new Placement(one, 2, NOW.plusSeconds(1)))
                .with(new Placement(other, 0, NOW.plusSeconds(20)));

        assertThat(placements.list()).containsExactly(new Placement(other, 0, NOW.plusSeconds(20)));
        assertThat(placements.version()).isEqualTo(3);
    }
}
