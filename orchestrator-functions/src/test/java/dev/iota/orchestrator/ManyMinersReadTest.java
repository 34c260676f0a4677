package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the overview of a run asks for, where ten thousand miners take part: from the handler and DynamoDB Local in this
 * process, read anew each time. What travels over a socket beside it is the same for ten miners.
 */
@Tag("long")
class ManyMinersReadTest {
    private static final int MINERS = 10_000;

    /** The slowest of the overview's documents, in the middle of all times. */
    private static final double MOST_MILLIS = 50;

    private static final int TIMES = 60;

    private static final int SWEEPS = 3;

    /** The compiler is warm, and the tables are, too. */
    private static final int WARM = 20;

    /** Longer than an answer is good for. */
    private static final Duration STALE = Duration.ofSeconds(3);

    private final TestRun run = TestRun.of(100);
    private final ReadFunction read = new ReadFunction(run.services());

    @Test
    void every_document_of_the_overview_is_answered_within_50_milliseconds() {
        join();
        for (var sweep = 0; sweep < SWEEPS; sweep++) {
            var began = System.nanoTime();
            run.sweep();
            System.out.printf("a sweep of %d miners: %.0f ms%n", MINERS, millis(began));
        }

        for (var document : new String[] {
            "/v1/run", "/v1/stages", "/v1/events", "/v1/epochs?limit=100", "/v1/miners?limit=100", "/v1/series"
        }) {
            var times = times(document);
            System.out.printf(
                    "%s: %.1f ms in the middle, %.1f ms at most%n", document, times[TIMES / 2], times[TIMES - 1]);
            assertThat(times[TIMES / 2]).as(document).isLessThan(MOST_MILLIS);
        }
    }

    /** Beside one that registers, as many as that with its record and a key of their own. */
    private void join() {
        var first = run.services().miners().get(run.miner(2).hotkey()).orElseThrow();
        var load = first.load();
        var idle = new MinerRecord.Load(
                true,
                load.slots(),
                MinerRecord.Holding.NONE,
                load.secondsPerHop(),
                load.lastSeen(),
                load.renewed(),
                0,
                load.traffic());
        var random = new Random(2);
        for (var i = 1; i < MINERS; i++) {
            var joining = first.joining();
            var next = new MinerRecord(
                    KeyPair.generate(random).hotkey(),
                    new MinerRecord.Joining(
                            joining.registration() + i,
                            i % TestRun.STAGES,
                            joining.inbox(),
                            joining.agent(),
                            joining.device(),
                            0),
                    first.session(),
                    idle,
                    first.progress(),
                    first.conduct(),
                    "",
                    first.version());
            var transaction = run.services().transaction();
            run.services().miners().register(transaction, next, Optional.empty());
            assertThat(transaction.commit().committed()).isTrue();
        }
    }

    /** Milliseconds, the least first. */
    private double[] times(String document) {
        var path = document.split("\\?", 2);
        var times = new double[TIMES];
        for (var i = -WARM; i < TIMES; i++) {
            run.clock().pass(STALE);
            var began = System.nanoTime();
            var answer = Looks.get(read, path[0], path.length > 1 ? path[1] : "", Map.of());
            times[Math.max(0, i)] = millis(began);
            assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
        }
        Arrays.sort(times);
        return times;
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }
}
