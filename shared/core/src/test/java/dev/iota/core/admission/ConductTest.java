package dev.iota.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.ConductSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class ConductTest {
    private static final ConductSpec SPEC = ConductSpec.DEFAULT;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"0,16", "1,14", "2,11", "3,8", "4,6", "5,3", "5.9,1", "6,0", "7,0"})
    void slots_go_in_proportion_to_what_is_open_and_the_last_one_with_the_place(double faults, int slots) {
        assertThat(faulty(faults).slots(16, SPEC)).isEqualTo(slots);
    }

    @Test
    void a_miner_that_is_not_ready_has_no_slots_however_well_it_behaves() {
        assertThat(Conduct.CLEAN.slots(0, SPEC)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 256})
    void a_hoarder_loses_slots_gradually_and_its_place_after_about_three_times_its_slots_in_hops(int slots) {
        var conduct = Conduct.CLEAN;
        var given = new ArrayList<Integer>();
        var hops = 0;
        while (!conduct.judge(SPEC, NOW).changed()) {
            var now = conduct.slots(slots, SPEC);
            given.add(now);
            conduct = faulty(conduct.faults() + Conduct.ofHop(now));
            hops++;
        }

        assertThat(given).isSortedAccordingTo((a, b) -> b - a).endsWith(1);
        assertThat(hops).isBetween(3 * slots, 4 * slots + 3);
    }

    @Test
    void a_crash_is_one_load_whatever_the_miner_holds() {
        assertThat(lapsed(Conduct.CLEAN, 1, 1).open()).isEqualTo(1);
        assertThat(lapsed(Conduct.CLEAN, 64, 64).open()).isEqualTo(1);
    }

    @Test
    void work_wins_back_what_was_wasted_and_never_more() {
        var crashed = lapsed(Conduct.CLEAN, 8, 8);

        var half = crashed.after(40, 8, SPEC);
        var all = half.after(80, 8, SPEC);
        var long_after = all.after(8000, 8, SPEC);

        assertThat(half.open()).isEqualTo(0.5);
        assertThat(all.open()).isZero();
        assertThat(long_after.open()).isZero();
        assertThat(lapsed(long_after, 8, 8).open())
                .as("there is no credit to draw on")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"12,false", "9,true"})
    void whoever_returns_ten_hops_of_eleven_stays(int accepted, boolean falls) {
        var conduct = Conduct.CLEAN;
        for (var round = 1; round <= 2000; round++) {
            conduct = lapsed(conduct, 1, 4).after((long) round * accepted, 4, SPEC);
        }

        assertThat(conduct.judge(SPEC, NOW).changed()).isEqualTo(falls);
    }

    @Test
    void an_eviction_says_why_and_until_when() {
        var decision = faulty(6.2).judge(SPEC, NOW);

        assertThat(decision.changed()).isTrue();
        assertThat(decision.next().evictedUntil()).contains(NOW.plus(Duration.ofMinutes(10)));
        assertThat(decision.reason()).isEqualTo("6.2 loads of work wasted, most recently: a lease ran out");
        assertThat(decision.next().reason()).isEqualTo(decision.reason());
        assertThat(decision.next().judge(SPEC, NOW).changed()).isFalse();
    }

    @Test
    void each_further_eviction_lasts_twice_as_long_up_to_a_day() {
        var times = new ArrayList<Duration>();
        var conduct = faulty(6);
        for (var i = 0; i < 9; i++) {
            conduct = conduct.judge(SPEC, NOW).next();
            times.add(conduct.left(NOW).orElseThrow());
            conduct = lapsed(conduct.readmitted(SPEC), 12, 4);
        }

        assertThat(times).startsWith(Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(40));
        assertThat(times).endsWith(Duration.ofHours(24));
    }

    @Test
    void whoever_comes_back_has_half_its_slots_and_works_its_way_up_to_all_and_to_a_clean_record() {
        var back = faulty(6).judge(SPEC, NOW).next().readmitted(SPEC);

        assertThat(back.isEvicted()).isFalse();
        assertThat(back.slots(8, SPEC)).isEqualTo(4);
        assertThat(back.evictions()).isEqualTo(1);
        assertThat(back.reason()).startsWith("on probation: 6.0 loads of work wasted");

        var clean = back.after(back.worked() + 240, 8, SPEC);
        assertThat(clean.slots(8, SPEC)).isEqualTo(8);
        assertThat(clean.evictions()).isZero();
    }

    @Test
    void an_evicted_miner_has_no_slots_and_knows_how_long() {
        var evicted = Conduct.CLEAN.evicted(NOW, Duration.ofMinutes(5), "by the operator: a test");

        assertThat(evicted.slots(8, SPEC)).isZero();
        assertThat(evicted.left(NOW.plusSeconds(60))).contains(Duration.ofMinutes(4));
        assertThat(evicted.left(NOW.plusSeconds(300))).isEmpty();
    }

    private static Conduct faulty(double faults) {
        return new Conduct(
                faults,
                Conduct.CLEAN.forgiven(),
                Conduct.CLEAN.worked(),
                Conduct.CLEAN.evictions(),
                Conduct.CLEAN.evictedUntil(),
                "a lease ran out");
    }

    private static Conduct lapsed(Conduct conduct, int leases, int slots) {
        return new Conduct(
                conduct.faults() + leases * Conduct.ofHop(slots),
                conduct.forgiven(),
                conduct.worked(),
                conduct.evictions(),
                conduct.evictedUntil(),
                List.of("a lease ran out").getFirst());
    }
}
