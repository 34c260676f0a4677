package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class AuditDrawTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final Hotkey ALICE = new Hotkey("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    private static final String BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
    private static final int HOPS = 20_000;
    private static final AuditSpec SPEC = AuditSpec.DEFAULT;

    @Test
    void the_same_hop_is_drawn_the_same_every_time() {
        assertThat(draw(SECRET, 7)).isEqualTo(draw(SECRET, 7));
    }

    @Test
    void the_value_is_known_so_that_anybody_can_check_a_draw_once_the_secret_is_shown() {
        var draw = AuditDraw.ofHop(SECRET, "run", 3, 7, 1, "00000000000000ff");

        // HMAC-SHA256 under that secret of "iota-audit-hop-1\nrun/3/7/1/00000000000000ff", by another program.
        assertThat(draw.id()).isEqualTo("2644ccc415649876f6fac1c67e1cf1ec");
        assertThat(draw.value()).isEqualTo(0.6592392455470636);
    }

    @Test
    void that_of_a_miner_is_known_as_well() {
        var draw = AuditDraw.ofMiner(SECRET, "run", 3, 1, ALICE);

        // HMAC-SHA256 under that secret of "iota-audit-epoch-1\nrun/3/1/5Grw…", by another program.
        assertThat(draw.id()).isEqualTo("c280f0eb6880c63285914e03212b36e3");
        assertThat(draw.value()).isEqualTo(0.606968949475701);
        assertThat(draw)
                .isNotEqualTo(AuditDraw.ofMiner("f".repeat(64), "run", 3, 1, ALICE))
                .isNotEqualTo(AuditDraw.ofMiner(SECRET, "ruf", 3, 1, ALICE))
                .isNotEqualTo(AuditDraw.ofMiner(SECRET, "run", 4, 1, ALICE))
                .isNotEqualTo(AuditDraw.ofMiner(SECRET, "run", 3, 2, ALICE))
                .isNotEqualTo(AuditDraw.ofMiner(SECRET, "run", 3, 1, new Hotkey(BOB)));
    }

    @Test
    void whatever_names_the_hop_changes_the_draw() {
        var one = AuditDraw.ofHop(SECRET, "run", 3, 7, 1, "lease");

        assertThat(one)
                .isNotEqualTo(AuditDraw.ofHop(SECRET, "ruf", 3, 7, 1, "lease"))
                .isNotEqualTo(AuditDraw.ofHop(SECRET, "run", 4, 7, 1, "lease"))
                .isNotEqualTo(AuditDraw.ofHop(SECRET, "run", 3, 8, 1, "lease"))
                .isNotEqualTo(AuditDraw.ofHop(SECRET, "run", 3, 7, 2, "lease"))
                .isNotEqualTo(AuditDraw.ofHop(SECRET, "run", 3, 7, 1, "other"))
                .isNotEqualTo(AuditDraw.ofHop("f".repeat(64), "run", 3, 7, 1, "lease"));
    }

    @Test
    void a_share_of_the_hops_is_drawn() {
        for (var share : new double[] {0.01, 0.05, 0.5}) {
            var drawn = IntStream.range(0, HOPS)
                    .filter(i -> draw(SECRET, i).isBelow(share))
                    .count();
            var deviation = Math.sqrt(share * (1 - share) / HOPS);

            assertThat((double) drawn / HOPS).isCloseTo(share, within(4 * deviation));
        }
    }

    @Test
    void of_every_hop_or_of_none_where_the_share_says_so() {
        assertThat(IntStream.range(0, HOPS))
                .allMatch(i -> draw(SECRET, i).isBelow(1) && !draw(SECRET, i).isBelow(0));
    }

    @Test
    void no_two_audits_have_one_name() {
        assertThat(IntStream.range(0, HOPS).mapToObj(i -> draw(SECRET, i).id()).collect(Collectors.toSet()))
                .hasSize(HOPS);
    }

    @Test
    void newcomers_and_suspects_are_drawn_more_often_and_nobody_less_than_the_share() {
        assertThat(AuditDraw.rate(SPEC, 200, false)).isEqualTo(0.01);
        assertThat(AuditDraw.rate(SPEC, 199, false)).isEqualTo(0.05);
        assertThat(AuditDraw.rate(SPEC, 200, true)).isEqualTo(0.1);
        assertThat(AuditDraw.rate(SPEC, 0, true)).as("the larger of both").isEqualTo(0.1);
        assertThat(AuditDraw.rate(SPEC.withShare(0.5), 0, true)).isEqualTo(1);
        assertThat(AuditDraw.highestRate(SPEC)).isEqualTo(0.1);
    }

    @Test
    void only_hops_at_weights_that_others_know_can_be_audited() {
        assertThat(AuditDraw.isAtPublishedState(epochs(Mode.SYNC), 1)).isTrue();
        assertThat(AuditDraw.isAtPublishedState(epochs(Mode.SYNC), 9)).isTrue();
        for (var mode : new Mode[] {Mode.DILOCO, Mode.AVERAGE}) {
            assertThat(AuditDraw.isAtPublishedState(epochs(mode), 1)).isTrue();
            assertThat(AuditDraw.isAtPublishedState(epochs(mode), 2)).isFalse();
        }
    }

    private static EpochSpec epochs(Mode mode) {
        var any = EpochSpec.untilClosed();
        var merge = MergeOptions.of(mode, new Float32Codec(), 1);
        return new EpochSpec(1, any.shortest(), any.target(), any.quorums(), merge, any.lease());
    }

    private static AuditDraw draw(String secret, int microbatch) {
        return AuditDraw.ofHop(secret, "run", 0, microbatch, 1, "lease");
    }
}
