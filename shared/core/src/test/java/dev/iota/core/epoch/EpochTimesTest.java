package dev.iota.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Int8Codec;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Transitions;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochTimesTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final RunSpec SPEC = RunSpec.of("run", 1, Presets.load("tiny"), epochs(false));
    private static final EpochTimes TIMES = new EpochTimes(SPEC);
    private static final Transitions TRANSITIONS = new Transitions(3, 0.5, 3);
    private static final Hotkey MINER = KeyPair.generate(new Random(1)).hotkey();
    private static final Microbatch MICROBATCH = Microbatch.fresh(7, 9, 0, NOW);
    private static final Instant NEVER = Instant.EPOCH;
    private static final Duration GRACE = SPEC.epochs().quorums().grace();

    private static EpochSpec epochs(boolean coded) {
        var codec = coded ? new Int8Codec() : new Float32Codec();
        return new EpochSpec(
                1,
                Duration.ZERO,
                Duration.ofMinutes(1),
                QuorumOptions.DEFAULT,
                MergeOptions.of(Mode.DILOCO, codec, 1),
                Duration.ofSeconds(30));
    }

    @Test
    void a_line_of_two_megabits_is_admitted() {
        assertThat(LeaseSpec.DEFAULT.slowestRate()).isLessThan(2_000_000 / 8);
    }

    @Test
    void a_microbatch_is_on_time_for_a_grace_window_after_it_came_to_its_hop_and_after_a_miner_began_with_it() {
        var later = NOW.plusSeconds(90);

        assertThat(TIMES.onTimeUntil(MICROBATCH, NEVER)).contains(NOW.plus(GRACE));
        assertThat(TIMES.onTimeUntil(leased(MICROBATCH, later, Duration.ofSeconds(20)), NEVER))
                .contains(later.plus(GRACE));
    }

    @Test
    void a_hop_that_should_take_long_is_on_time_for_twice_as_long_and_an_extended_lease_adds_nothing() {
        var lease = Duration.ofSeconds(800); // eight times the 100 s that its hop should take
        var leased = leased(MICROBATCH, NOW, lease);
        var half = NOW.plus(lease.dividedBy(2));
        var extended = TRANSITIONS
                .extend(leased, leased.lease().orElseThrow().id(), half.plus(lease))
                .next();

        assertThat(TIMES.onTimeUntil(leased, NEVER)).contains(NOW.plusSeconds(200));
        assertThat(TIMES.onTimeUntil(extended, NEVER).orElseThrow())
                .as("a lease is extended in its second half")
                .isBefore(half);
    }

    @Test
    void a_hop_in_the_queue_of_a_miner_is_on_time_for_a_grace_window_after_another_hop_of_that_miner() {
        var leased = leased(MICROBATCH, NOW, Duration.ofSeconds(20));
        var later = NOW.plusSeconds(50);

        assertThat(TIMES.onTimeUntil(leased, later)).contains(later.plus(GRACE));
        assertThat(TIMES.onTimeUntil(leased, NOW.minusSeconds(50))).contains(NOW.plus(GRACE));
    }

    @Test
    void what_goes_from_one_miner_to_the_next_is_late() {
        var leased = leased(MICROBATCH, NOW, Duration.ofSeconds(20));
        var over = NOW.plusSeconds(21);
        var expired = TRANSITIONS
                .expire(leased, leased.lease().orElseThrow().id(), over)
                .next();

        assertThat(TIMES.onTimeUntil(expired, NEVER)).isEmpty();
        assertThat(TIMES.onTimeUntil(leased(expired, over, Duration.ofSeconds(20)), over))
                .as("twice what its hop should take, and no grace window")
                .contains(over.plusSeconds(5));
    }

    private static Microbatch leased(Microbatch microbatch, Instant from, Duration length) {
        var id = "lease %s".formatted(from);
        return TRANSITIONS
                .lease(microbatch, new Lease(id, MINER, 1, from.plus(length)), from)
                .next();
    }

    @Test
    void an_upload_has_the_grace_window_and_the_time_of_its_bytes_on_the_slowest_line() {
        // 23 blocks of 256 KiB at 200 kB/s
        assertThat(TIMES.uploadsUntil(collecting(23)))
                .isEqualTo(NOW.plus(GRACE).plusMillis(Math.ceilDiv(23 * 262_144L * 1000, 200_000)));
    }

    @Test
    void where_bytes_are_few_the_grace_window_is_all() {
        assertThat(TIMES.uploadsUntil(collecting(1))).isBefore(NOW.plus(GRACE).plusSeconds(2));
    }

    @Test
    void an_upload_that_moved_is_awaited_for_another_grace_window_and_never_beyond_its_longest_time() {
        var stage = collecting(1000);
        var last = TIMES.uploadsUntil(stage);

        assertThat(TIMES.awaitedUntil(stage, NOW.plusSeconds(30)))
                .isEqualTo(NOW.plusSeconds(30).plus(GRACE));
        assertThat(TIMES.awaitedUntil(stage, last)).isEqualTo(last);
    }

    @Test
    void a_stage_whose_upload_or_load_takes_longer_than_a_url_lives_is_refused_with_the_numbers() {
        assertThatCode(() -> TIMES.check(0, 1_000_000_000)).doesNotThrowAnyException();
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> TIMES.check(2, 1_300_000_000))
                .withMessageContaining(
                        "stage 2 has 1300000000 parameters: its upload of 5200000000 bytes takes PT7H13M20S")
                .withMessageContaining("leases.slowestRate 200000 bytes/s")
                .withMessageContaining("admit no line below 242086 bytes/s (./iota train --slowest-rate 243)");
        var faster = SPEC.withLeases(SPEC.leases().withSlowestRate(243_000));
        assertThatCode(() -> new EpochTimes(faster).check(2, 1_300_000_000)).doesNotThrowAnyException();
    }

    @Test
    void a_coded_upload_does_not_make_up_for_a_state_that_cannot_be_loaded() {
        var coded = new EpochTimes(RunSpec.of("run", 1, Presets.load("tiny"), epochs(true)));

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> coded.check(0, 1_300_000_000))
                .withMessageContaining("loading its published state");
    }

    private static StageMerge collecting(int blocks) {
        return StageMerge.collecting(0, 0, blocks, 0.05, NOW);
    }
}
