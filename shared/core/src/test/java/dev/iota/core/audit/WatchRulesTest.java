package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class WatchRulesTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final Duration SHORT = Duration.ofMinutes(10);

    private final List<Hotkey> miners = hotkeys();

    @Test
    void an_epoch_is_watched_where_it_follows_from_what_is_published_alone() {
        assertThat(isAnybody(diloco("float32", Moments.RESTARTED))).isTrue();
        assertThat(isAnybody(diloco("int8", Moments.RESTARTED))).isTrue();
        assertThat(isAnybody(MergeOptions.of(Mode.SYNC, Codec.of("float32"), 1)))
                .isTrue();
        assertThat(isAnybody(diloco("float32", Moments.KEPT)))
                .as("only the miner has the moments")
                .isFalse();
        assertThat(isAnybody(diloco("top-k:656", Moments.RESTARTED)))
                .as("only the miner has what was left out")
                .isFalse();
        assertThat(isAnybody(MergeOptions.of(Mode.AVERAGE, Codec.of("float32"), 1)))
                .as("moments are published, too")
                .isTrue();
    }

    @Test
    void nobody_is_watched_in_epochs_that_are_too_long_to_be_done_again() {
        assertThat(rules(WatchRules.MOST_STEPS, SHORT, 1).isAnybody()).isTrue();
        assertThat(rules(WatchRules.MOST_STEPS + 1, SHORT, 1).isAnybody()).isFalse();
        assertThat(rules(10, WatchRules.LONGEST_EPOCH, 1).isAnybody()).isTrue();
        assertThat(rules(10, WatchRules.LONGEST_EPOCH.plusSeconds(1), 1).isAnybody())
                .isFalse();
        assertThat(rules(10, SHORT, 0).isAnybody()).isFalse();
    }

    @Test
    void a_share_of_the_miners_is_watched_and_ten_times_as_much_of_those_that_are_suspected() {
        assertThat(watched(1, WatchRulesTest::unasked)).isEqualTo(miners.size());
        assertThat(watched(0.05, () -> false)).isBetween(5L, 18L);
        assertThat(watched(0.05, () -> true)).isBetween(80L, 120L);
    }

    @Test
    void whether_a_miner_is_suspected_is_asked_only_where_it_decides() {
        var rules = rules(10, SHORT, 1e-12);

        assertThat(miners).allMatch(miner -> rules.watched(SECRET, 0, 0, miner, WatchRulesTest::unasked)
                .isEmpty());
    }

    private static boolean unasked() {
        throw new AssertionError("it does not depend on that");
    }

    private long watched(double share, BooleanSupplier suspected) {
        var rules = rules(10, SHORT, share);
        return miners.stream()
                .filter(miner -> rules.watched(SECRET, 0, 0, miner, suspected).isPresent())
                .count();
    }

    private static boolean isAnybody(MergeOptions merge) {
        return new WatchRules(spec(10, SHORT, 0.05, merge)).isAnybody();
    }

    private static WatchRules rules(int steps, Duration target, double share) {
        return new WatchRules(spec(steps, target, share, diloco("float32", Moments.RESTARTED)));
    }

    private static RunSpec spec(int steps, Duration target, double share, MergeOptions merge) {
        var any = EpochSpec.untilClosed();
        var epochs = new EpochSpec(1, Duration.ZERO, target, any.quorums(), merge, any.lease());
        var tiny = Presets.load("tiny");
        var preset = new Preset(tiny.model(), tiny.training().withStepsPerEpoch(steps));
        return RunSpec.of("run", 1, preset, epochs).withAudits(AuditSpec.DEFAULT.withWatchedShare(share));
    }

    private static MergeOptions diloco(String codec, Moments moments) {
        return MergeOptions.of(Mode.DILOCO, Codec.of(codec), 1).withDiloco(DilocoOptions.PLAIN.with(moments));
    }

    private static List<Hotkey> hotkeys() {
        var random = new Random(1);
        return Stream.generate(() -> KeyPair.generate(random).hotkey())
                .limit(200)
                .toList();
    }
}
