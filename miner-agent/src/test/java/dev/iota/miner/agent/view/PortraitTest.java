package dev.iota.miner.agent.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Precision;
import dev.iota.miner.agent.view.AgentStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a miner says of itself at each station of its life. */
class PortraitTest {
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
    private static final long SECOND = 1_000_000_000L;
    private static final int MIB = 1 << 20;
    private static final Post.Device DEVICE = new Post.Device("cpu()", 1, Precision.BFLOAT16);

    private Instant now = START;
    private final Activity activity = new Activity(() -> now);
    private final Portrait portrait = new Portrait(activity);
    private int awaited;
    private int fetching;
    private int waiting;
    private int shards;

    @Test
    void without_a_stage_it_says_why_and_for_how_long_the_orchestrator_lets_it_wait() {
        var refused = new Portrait.Refused("this miner has no place in the run now: two leases ran out", at(600));
        var health = look(Phase.REGISTERING, Optional.empty(), Optional.of(refused));
        assertThat(health.stage()).isEqualTo(-1);
        assertThat(waits(health))
                .isEqualTo(
                        "this miner has no place in the run now: two leases ran out, for 0 s, about 10 min 0 s left");
        now = at(60);
        var extended = new Portrait.Refused(refused.reason(), at(900));
        assertThat(look(Phase.REGISTERING, Optional.empty(), Optional.of(extended))
                        .waitsFor()
                        .orElseThrow()
                        .secondsLeft())
                .contains(540L);
    }

    @Test
    void an_orchestrator_that_is_away_is_what_it_waits_for() {
        assertThat(waits(look(Phase.REGISTERING, Optional.of("the orchestrator does not answer"), Optional.empty())))
                .startsWith("the orchestrator does not answer");
        work();
        assertThat(waits(look(Phase.WORKING, Optional.of("the orchestrator does not answer"), Optional.empty())))
                .startsWith("the orchestrator does not answer");
    }

    @Test
    void it_says_how_much_of_the_weights_is_here_and_when_all_will_be() {
        try (var load = activity.loads(3, 40L * MIB)) {
            assertThat(waits(look(Phase.STARTING)))
                    .isEqualTo("the weights of epoch 3: 0.0 of 40.0 MiB are here, for 0 s");
            now = at(10);
            load.moved(10L * MIB);
            assertThat(waits(look(Phase.STARTING)))
                    .isEqualTo("the weights of epoch 3: 10.0 of 40.0 MiB are here, for 10 s, about 30 s left");
            now = at(20);
            assertThat(look(Phase.STARTING).waitsFor().orElseThrow().secondsLeft())
                    .contains(20L);
        }
        assertThat(waits(look(Phase.STARTING))).startsWith("the engine of its stage, which starts");
    }

    @Test
    void while_its_device_computes_it_waits_for_nothing() {
        work();
        activity.does("the forward of microbatch 7");
        var health = look(Phase.WORKING);
        assertThat(health.doing()).contains("the forward of microbatch 7");
        assertThat(health.waitsFor()).isEmpty();
    }

    @Test
    void while_its_device_rests_it_says_what_would_give_it_work() {
        work();
        now = at(5);
        assertThat(waits(look(Phase.WORKING))).isEqualTo("work: no microbatch is at its stage, for 5 s");
        awaited = 4;
        assertThat(waits(look(Phase.WORKING))).startsWith("the gradients of 4 microbatches, which the stages behind");
        waiting = 2;
        assertThat(waits(look(Phase.WORKING))).startsWith("the gradients of 4 microbatches: its step takes no more");
        fetching = 1;
        assertThat(waits(look(Phase.WORKING))).startsWith("the inputs of 1 hops, which are fetched");
    }

    @Test
    void between_two_epochs_it_says_how_far_the_merge_is_and_expects_it_to_last_as_the_one_before() {
        work();
        activity.uploaded(0);
        now = at(40);
        activity.began(1);
        try (var upload = activity.sends(1, 2L * MIB)) {
            upload.moved(MIB);
            assertThat(waits(look(Phase.WORKING))).startsWith("its upload of epoch 1: 1.0 of 2.0 MiB are stored");
        }
        activity.uploaded(1);
        now = at(50);
        shards = 3;
        assertThat(waits(look(Phase.WORKING)))
                .startsWith("the merge of epoch 1: its upload is stored, and it merges 3");
        assertThat(look(Phase.WORKING).waitsFor().orElseThrow().secondsLeft()).contains(30L);
        shards = 0;
        assertThat(waits(look(Phase.WORKING)))
                .startsWith("the merge of epoch 1: its upload is stored, and other miners");
    }

    @Test
    void its_speed_is_that_of_its_device_while_it_computes_and_is_compared_with_its_bench() {
        var gigaflops = new OwnBench.Gigaflops(10, 4);
        work(Optional.of(new OwnBench(START, "cpu()", 1, "a stage", gigaflops)));
        activity.hop(1, SECOND);
        activity.hop(2, 2 * SECOND);
        var speed = look(Phase.WORKING).speed().orElseThrow();
        assertThat(speed.gigaflops()).isCloseTo(2, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(speed.percentOfBench().orElseThrow()).isCloseTo(50, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(speed.tokensPerSecond()).isCloseTo(100.0 / 3, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void a_bench_of_another_device_is_nothing_to_compare_with() {
        work(Optional.of(new OwnBench(START, "gpu(0)", 1, "a stage", new OwnBench.Gigaflops(10, 4))));
        activity.hop(3, SECOND);
        assertThat(look(Phase.WORKING).speed().orElseThrow().percentOfBench()).isEmpty();
    }

    @Test
    void the_last_ten_answers_are_kept_the_newest_first() {
        for (var id = 0; id < 12; id++) {
            activity.answered(HopReceipt.done(
                    now,
                    HopReceipt.Outcome.DONE,
                    Direction.FORWARD,
                    0,
                    id,
                    new HopReceipt.Work(1, 0.5, Optional.of(2.5f))));
        }
        activity.answered(
                HopReceipt.not(now, HopReceipt.Outcome.REFUSED, Direction.BACKWARD, 0, 12, "it is not finite"));
        var receipts = look(Phase.WORKING).receipts();
        assertThat(receipts).hasSize(10);
        assertThat(receipts.getFirst().text())
                .isEqualTo("backward of microbatch 12 of epoch 0, refused: it is not finite");
        assertThat(receipts.get(1).text()).isEqualTo("forward of microbatch 11 of epoch 0, step 1, 0.50 s, loss 2.500");
    }

    @Test
    void what_it_says_can_be_read_back_and_put_into_words() {
        work();
        activity.answered(HopReceipt.done(
                now,
                HopReceipt.Outcome.RESCUED,
                Direction.BACKWARD,
                0,
                1,
                new HopReceipt.Work(1, 0.5, Optional.empty())));
        var health = look(Phase.WORKING);
        assertThat(Json.read(Json.write(health), MinerHealth.class)).isEqualTo(health);
        assertThat(new HealthText(ZoneOffset.UTC).lines("miner-0", health))
                .contains(
                        "miner-0: WORKING at stage 1 of 3 of run 'r', epoch 2, step 5",
                        "  hotkey     5F",
                        "  device     cpu(), 1 threads, bfloat16",
                        "  waits for  work: no microbatch is at its stage, for 0 s",
                        "  answered   12:00:00 backward of microbatch 1 of epoch 0, step 1, rescued, 0.50 s");
        assertThat(HealthText.line(health))
                .contains("WORKING at stage 1 of 3", "waits for work", "busy 50 % of the time");
    }

    @Test
    void the_log_says_after_half_a_minute_why_there_is_no_work_once_and_when_that_is_over() {
        work();
        var narration = new Narration(START);
        now = at(29);
        assertThat(narration.look(look(Phase.WORKING))).isEmpty();
        now = at(31);
        assertThat(narration.look(look(Phase.WORKING)))
                .contains("waits for work: no microbatch is at its stage, for 31 s");
        now = at(36);
        assertThat(narration.look(look(Phase.WORKING))).isEmpty();
        activity.does("the forward of microbatch 7");
        now = at(45);
        assertThat(narration.look(look(Phase.WORKING))).contains("computes again, after 45 s");
        now = START.plus(Duration.ofMinutes(5));
        assertThat(narration.look(look(Phase.WORKING)).orElseThrow()).startsWith("WORKING at stage 1 of 3");
        now = now.plusSeconds(5);
        assertThat(narration.look(look(Phase.WORKING))).isEmpty();
    }

    @Test
    void without_work_it_says_what_the_orchestrator_gives_as_the_reason_and_where_it_stands() {
        work();
        portrait.told(told(Optional.of("its owner told it to pause"), new ShownWait.Place(2, 3)));
        now = at(40);
        assertThat(waits(look(Phase.WORKING)))
                .isEqualTo("work: no microbatch is at its stage; the run is paused: its owner told it to pause,"
                        + " for 40 s, place 2 of 3");
        now = at(100);
        assertThat(look(Phase.WORKING).waitsFor().orElseThrow().reason())
                .isEqualTo("work: no microbatch is at its stage");
        assertThat(look(Phase.WORKING).waitsFor().orElseThrow().place()).contains(new ShownWait.Place(2, 3));
        assertThat(new HealthText(ZoneOffset.UTC).lines("miner-0", look(Phase.WORKING)))
                .contains(
                        "  accepted   20 forwards, 19 backwards",
                        "  score      6.8340 % of everything by the ledger of epoch 1; './iota explain' says why");
    }

    @Test
    void it_asks_once_in_an_epoch_and_once_a_minute_without_work() {
        assertThat(AskingRules.isDue(look(Phase.REGISTERING), Optional.empty())).isFalse();
        work();
        assertThat(AskingRules.isDue(look(Phase.WORKING), Optional.empty())).isTrue();
        assertThat(AskingRules.isDue(look(Phase.WORKING), Optional.of(1))).isTrue();
        assertThat(AskingRules.isDue(look(Phase.WORKING), Optional.of(2))).isFalse();
        now = at(31);
        assertThat(AskingRules.isDue(look(Phase.WORKING), Optional.of(2))).isTrue();
        portrait.told(told(Optional.empty(), new ShownWait.Place(1, 1)));
        now = at(90);
        assertThat(AskingRules.isDue(look(Phase.WORKING), Optional.of(2))).isFalse();
        now = at(92);
        assertThat(AskingRules.isDue(look(Phase.WORKING), Optional.of(2))).isTrue();
    }

    private Told told(Optional<String> reason, ShownWait.Place place) {
        return new Told(
                now,
                reason.isPresent() ? "paused" : "training",
                reason,
                new Told.Accepted(20, 19),
                "",
                Optional.of(new Told.Score(1, 6.834)),
                Optional.of(place));
    }

    private void work() {
        work(Optional.empty());
    }

    private void work(Optional<OwnBench> bench) {
        activity.takes(new Post("r", 1, 3, 8, DEVICE, new Post.Load(100, 6e9)), bench);
        activity.queue("fetch", () -> fetching);
        activity.queue("compute", () -> waiting);
        activity.queue("merge", () -> shards);
        activity.trains(new Activity.Training(() -> 2, () -> awaited, () -> 1));
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    private String waits(MinerHealth health) {
        return health.waitsFor().orElseThrow().text(now);
    }

    private MinerHealth look(Phase phase) {
        return look(phase, Optional.empty(), Optional.empty());
    }

    private MinerHealth look(Phase phase, Optional<String> trouble, Optional<Portrait.Refused> refused) {
        var status = new AgentStatus("miner-0", phase, "5F", 1, 5, 1, new AgentStatus.Contact(true, trouble), 0.5);
        return portrait.of(new Portrait.Life(status, refused, 4));
    }
}
