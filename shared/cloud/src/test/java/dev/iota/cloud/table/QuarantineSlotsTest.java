package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.wire.Quarantined;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class QuarantineSlotsTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Names names = SERVICES.withTables(Names::quarantine);
    private final Quarantine quarantine = new Quarantine(SERVICES.dynamoDb(), names);
    private final Optional<Hotkey> miner =
            Optional.of(KeyPair.generate(new Random(1)).hotkey());

    @Test
    void a_record_is_kept_as_it_was_found() {
        var record = record("events", miner, "no event");

        quarantine.put(record);

        assertThat(quarantine.of("events", NOW)).containsExactly(record);
        assertThat(quarantine.of("timers", NOW)).isEmpty();
    }

    @Test
    void a_record_with_a_broken_character_at_its_cut_is_kept() {
        var record = record("events", miner, "x".repeat(Quarantined.MOST - 1) + "\uD83D\uDE00");

        quarantine.put(record);

        assertThat(quarantine.of("events", NOW)).containsExactly(record);
    }

    @Test
    void the_same_record_again_changes_its_time_alone() {
        quarantine.put(record("events", miner, "no event"));
        var later = Quarantined.of(NOW.plusSeconds(60), "events", miner, "no event", "for the test");

        quarantine.put(later);

        assertThat(quarantine.all(NOW)).containsExactly(later);
    }

    @Test
    void the_same_text_of_a_miner_and_of_nobody_are_two_records() {
        quarantine.put(record("events", miner, "no event"));
        quarantine.put(record("events", Optional.empty(), "no event"));

        assertThat(quarantine.of("events", NOW))
                .extracting(Quarantined::miner)
                .containsExactlyInAnyOrder(miner, Optional.empty());
    }

    @Test
    void a_miner_has_two_hundred_and_fifty_six_slots_and_nobody_four_thousand() {
        assertThat(slots(miner, 3_000)).isEqualTo(256);
        assertThat(slots(Optional.empty(), 10_000)).isBetween(3_500L, 4_096L);
    }

    @Test
    void what_is_past_its_time_is_not_shown_though_it_lies_there() {
        quarantine.put(record("events", miner, "no event"));
        var end = NOW.plus(Duration.ofDays(7));

        assertThat(quarantine.of("events", end.minusSeconds(1))).hasSize(1);
        assertThat(quarantine.of("events", end)).isEmpty();
        assertThat(quarantine.all(end)).isEmpty();
    }

    @Test
    void more_than_a_page_is_read_page_by_page() {
        // A page holds a megabyte, and a record with the name of its source twice some four kilobytes.
        var source = "s".repeat(2000);
        var kept = IntStream.range(0, 330)
                .mapToObj(i -> record(source, Optional.empty(), "record " + i))
                .collect(Collectors.toMap(r -> r.sha256().substring(0, 3), r -> r, (a, b) -> b));
        kept.values().forEach(quarantine::put);

        assertThat(kept).hasSizeGreaterThan(300);
        assertThat(quarantine.of(source, NOW)).containsExactlyInAnyOrderElementsOf(kept.values());
        assertThat(quarantine.all(NOW)).containsExactlyInAnyOrderElementsOf(kept.values());
    }

    @Test
    void an_item_that_is_no_record_is_refused_with_a_reason() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.quarantine())
                .item(Map.of(
                        "queue",
                        Item.of("events"),
                        "id",
                        Item.of("any-000"),
                        "json",
                        Item.of("[]"),
                        "expires",
                        Item.of(NOW.getEpochSecond() + 1))));

        assertThatThrownBy(() -> quarantine.of("events", NOW).toList())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Quarantined");
    }

    /** How many different slots so many records would take; without writing them. */
    private long slots(Optional<Hotkey> sender, int records) {
        return IntStream.range(0, records)
                .mapToObj(i -> Quarantine.slot(record("events", sender, "record " + i)))
                .distinct()
                .count();
    }

    private static Quarantined record(String source, Optional<Hotkey> sender, String text) {
        return Quarantined.of(NOW, source, sender, text, "for the test");
    }
}
