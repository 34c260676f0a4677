package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.queue.DeadLetterQueues;
import dev.iota.cloud.shape.Names;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.SignedEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class QuarantineTest {
    private final TestRun run = TestRun.of(100);
    private final TestMiner miner = run.miner(0);

    @Test
    void what_a_miner_signed_is_kept_under_its_name_and_what_was_forged_under_nobodys() {
        var genuine = miner.sign(new Event.UploadStored("another run", 0, 0, "lease", "0".repeat(64)));
        var forged = new SignedEvent(miner.hotkey(), genuine.event(), "AAAA");

        run.deliver(genuine, forged);

        assertThat(run.quarantined())
                .extracting(Quarantined::miner)
                .containsExactlyInAnyOrder(Optional.of(miner.hotkey()), Optional.empty());
        assertThat(run.quarantined()).allSatisfy(kept -> {
            assertThat(kept.at()).isEqualTo(run.clock().instant());
            assertThat(kept.reason()).isNotBlank();
            assertThat(kept.excerpt()).isNotBlank();
        });
    }

    @Test
    void a_message_of_more_bytes_than_the_queue_takes_is_refused_unread() {
        run.deliver("é".repeat(Event.MAX_BYTES / 2 + 1));

        assertThat(run.quarantined()).singleElement().satisfies(kept -> {
            assertThat(kept.reason()).contains("at most 49152 bytes");
            assertThat(kept.excerpt()).hasSizeLessThanOrEqualTo(Quarantined.MOST);
        });
    }

    @Test
    void timers_and_merge_tasks_that_make_no_sense_are_put_away_and_not_delivered_again() {
        var timer = run.ring("{\"microbatch\":\"x\"}");
        var merge = new MergeShardFunction(run.services())
                .handleRequest(TestRun.batch("{\"type\":\"sabotage\"}"), NoContext.get());

        assertThat(timer.getBatchItemFailures()).isEmpty();
        assertThat(merge.getBatchItemFailures()).isEmpty();
        assertThat(run.services().quarantine().all(run.clock().instant()))
                .extracting(Quarantined::source)
                .containsExactlyInAnyOrder(run.names().timers(), run.names().merges());
    }

    @Test
    void the_same_record_again_is_one() {
        run.deliver("no event");
        run.clock().pass(Duration.ofMinutes(1));
        run.deliver("no event");

        assertThat(run.quarantined()).hasSize(1);
    }

    @Test
    void a_flood_of_one_miner_cannot_fill_the_table_or_hide_what_others_sent() {
        run.deliver("no event");

        IntStream.range(0, 600).forEach(i -> put(Optional.of(miner), "flood " + i));

        assertThat(run.quarantined()).hasSizeBetween(200, 257).anySatisfy(kept -> assertThat(kept.excerpt())
                .isEqualTo("no event"));
    }

    @Test
    void a_flood_of_nobody_cannot_fill_the_table_or_hide_what_miners_sent() {
        put(Optional.of(miner), "what a miner sent");

        IntStream.range(0, 3000).forEach(i -> put(Optional.empty(), "flood " + i));

        assertThat(run.quarantined())
                .hasSizeLessThan(2700) // of 4 096 slots; drawn without a limit it would be 3 001
                .anySatisfy(kept -> assertThat(kept.miner()).contains(miner.hotkey()));
    }

    private void put(Optional<TestMiner> sender, String text) {
        run.services().quarantine(run.names().events(), sender.map(TestMiner::hotkey), text, "for the test");
    }

    @Test
    void a_record_is_gone_after_a_week() {
        run.deliver("no event");
        run.clock().pass(Duration.ofDays(8));

        assertThat(run.quarantined()).isEmpty();
    }

    @Test
    void dead_letters_are_shown_and_stay_where_they_are() {
        var sqs = run.services().clients().sqs();
        var queue = Names.deadLetters(run.names().events());
        var url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("poison"));
        var letters = new DeadLetterQueues(sqs, run.names());

        for (var looks = 0; looks < 2; looks++) {
            assertThat(letters.all()).singleElement().satisfies(kept -> {
                assertThat(kept.source()).isEqualTo(queue);
                assertThat(kept.excerpt()).isEqualTo("poison");
            });
        }
    }

    @Test
    void nothing_was_refused_in_a_run_of_honest_miners() {
        assertThat(run.services().quarantine().all(run.clock().instant())).isEmpty();
    }
}
