package dev.iota.local.simulator.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.simulator.clock.Agenda;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of SQS, and of the functions that it invokes. */
class MessageQueueTest {
    private static final MessageQueue.Delivery ONCE = new MessageQueue.Delivery(10, 10, 40, 0, 60);

    private final Agenda agenda = new Agenda();
    private final List<Integer> handled = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private boolean dies;

    @Test
    void every_message_comes_in_another_order_than_it_was_sent() {
        var queue = queue(pool(1000, 10), ONCE, true);
        IntStream.range(0, 100).forEach(i -> queue.send(i, 0));
        pass(10);

        assertThat(handled).hasSize(100).doesNotHaveDuplicates().isNotEqualTo(sorted());
    }

    @Test
    void a_message_may_come_twice() {
        var queue = queue(pool(1000, 10), new MessageQueue.Delivery(10, 10, 40, 0.5, 60), true);
        IntStream.range(0, 100).forEach(i -> queue.send(i, 0));
        pass(200);

        assertThat(handled).hasSizeBetween(120, 180);
        assertThat(handled.stream().distinct()).hasSize(100);
    }

    @Test
    void a_message_that_is_not_handled_comes_five_times_and_is_a_dead_letter_then() {
        var queue = queue(pool(1000, 10), ONCE, false);
        queue.send(7, 0);
        pass(1000);

        assertThat(handled).containsExactly(7, 7, 7, 7, 7);
        assertThat(queue.deadLetters()).isEqualTo(1);
    }

    @Test
    void all_of_a_batch_comes_again_whose_invocation_dies() {
        var pool = pool(1000, 10);
        var queue = queue(pool, ONCE, true);
        dies = true;
        queue.send(1, 0);
        pass(30);
        assertThat(handled).isEmpty();
        assertThat(pool.deaths()).isEqualTo(1);
        dies = false;
        pass(100);

        assertThat(handled).containsExactly(1);
    }

    @Test
    void no_more_invocations_run_at_a_time_than_may_and_what_is_left_waits() {
        var pool = pool(2, 10);
        var queue = queue(pool, ONCE, true);
        IntStream.range(0, 200).forEach(i -> queue.send(i, 0));
        pass(0.06);
        assertThat(queue.size()).isPositive();
        pass(100);

        assertThat(pool.mostRunning()).isEqualTo(2);
        assertThat(handled).hasSize(200);
    }

    @Test
    void an_invocation_ends_when_its_time_is_over() {
        var pool = pool(1000, 0.1);
        var queue = queue(pool, ONCE, true);
        queue.send(1, 0);
        pass(30);

        assertThat(handled).isEmpty();
        assertThat(pool.timeouts()).isEqualTo(1);
        assertThat(pool.longestShare()).isEqualTo(1);
    }

    private List<Integer> sorted() {
        return handled.stream().sorted().toList();
    }

    private FunctionPool<String> pool(int concurrency, double seconds) {
        return new FunctionPool<>(
                agenda,
                "function",
                new FunctionPool.Limits(seconds, concurrency, 400),
                () -> "memory",
                () -> dies,
                Region.SOUND);
    }

    private MessageQueue<Integer, String> queue(
            FunctionPool<String> pool, MessageQueue.Delivery delivery, boolean succeeds) {
        return new MessageQueue<>(
                agenda,
                pool,
                (message, run, done) -> run.after(20, () -> {
                    handled.add(message);
                    done.with(succeeds);
                }),
                delivery,
                random,
                new ServiceUse());
    }

    private void pass(double seconds) {
        var goesOn = true;
        while (goesOn) {
            goesOn = agenda.next((long) (seconds * 1e6));
        }
    }
}
