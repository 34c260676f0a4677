package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.SignedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Three stages of two miners on a virtual clock, with a network that loses, repeats and delays events, and miners that
 * now and then take work and never answer.
 */
class SimulationTest {
    private static final int POSITIONS = 30;
    private static final int MANY_POSITIONS = 500;
    private static final double LOST = 0.03;
    private static final double REPEATED = 0.10;
    private static final double FORGOTTEN = 0.02;
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int SWEEP = 60;
    private static final int HEARTBEAT = 5;
    private static final int TURNS = 6000;

    private final PriorityQueue<Delayed> timers = new PriorityQueue<>(Comparator.comparing(Delayed::at));
    private final PriorityQueue<Delayed> events = new PriorityQueue<>(Comparator.comparing(Delayed::at));
    private final Random network = new Random(7);
    private final TestRun run = TestRun.of(0, 3, this::around);

    private record Delayed(Instant at, String body) {}

    @Test
    void every_position_completes_whatever_the_network_does() {
        everyPositionCompletes(POSITIONS);
    }

    @Test
    @Tag("long")
    void each_of_many_positions_completes_whatever_the_network_does() {
        everyPositionCompletes(MANY_POSITIONS);
    }

    private void everyPositionCompletes(int positions) {
        run.control().open(positions);
        var miners = Stream.generate(() -> run.miner(3)).limit(6).toList();
        for (var turn = 1; turn % HEARTBEAT != 0 || run.status().now().phase() != Phase.DRAINED; turn++) {
            assertThat(turn).isLessThan(TURNS);
            run.clock().pass(TURN);
            miners.forEach(this::work);
            due(events).forEach(run::deliver);
            due(timers).forEach(run::ring);
            if (turn % HEARTBEAT == 0) {
                miners.forEach(m -> m.renew(3));
            }
            if (turn % SWEEP == 0) {
                run.sweep();
            }
        }

        var status = run.status().now();
        var receipts = run.receipts().microbatches().toList();
        assertThat(status.lost()).isZero();
        assertThat(status.started()).isEqualTo(positions).isEqualTo(status.completed() + status.inFlight());
        assertThat(receipts).extracting(Microbatch::state).containsOnly(State.COMPLETE);
        assertThat(receipts)
                .extracting(Microbatch::position)
                .containsExactlyElementsOf(
                        LongStream.range(0, positions).boxed().toList());
        assertThat(status.redispatched()).isPositive();
        assertThat(status.miners().stream()
                        .mapToLong(m -> m.forwards() + m.backwards())
                        .sum())
                .as("each hop counted once")
                .isEqualTo(5L * positions);
        assertThat(status.miners()).allSatisfy(m -> assertThat(m.inFlight()).isZero());
        assertThat(run.quarantined()).isEmpty();
    }

    private void work(TestMiner miner) {
        for (var work : miner.receive()) {
            if (network.nextDouble() >= FORGOTTEN) {
                send(miner.answer(work));
            }
        }
    }

    private void send(SignedEvent event) {
        if (network.nextDouble() >= LOST) {
            arrive(event);
        }
        if (network.nextDouble() < REPEATED) {
            arrive(event);
        }
    }

    private void arrive(SignedEvent event) {
        var slow = network.nextInt(20) == 0 ? 40 : 3;
        events.add(new Delayed(
                run.clock().instant().plusMillis(network.nextLong(slow * 1000L)),
                dev.iota.core.base.Json.write(event)));
    }

    private List<String> due(PriorityQueue<Delayed> queue) {
        var due = new ArrayList<String>();
        for (var first = queue.peek();
                first != null && !first.at().isAfter(run.clock().instant());
                first = queue.peek()) {
            due.add(first.body());
            queue.remove();
        }
        return due;
    }

    /** The timer queue delays by the virtual clock; everything else is as it is. */
    private AwsClients around(AwsClients awsClients) {
        return Intercept.queues(awsClients, this::send);
    }

    private @Nullable Object send(String method, Object request, Intercept.Call real) throws Throwable {
        if (request instanceof SendMessageRequest message && message.delaySeconds() != null) {
            timers.add(new Delayed(run.clock().instant().plusSeconds(message.delaySeconds()), message.messageBody()));
            return SendMessageResponse.builder().build();
        }
        return real.make();
    }
}
