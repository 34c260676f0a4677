package dev.iota.core.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.owner.Order.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Optional<Order> PAUSED = Optional.of(new Order(Kind.PAUSE, NOW, 3));
    private static final Optional<Order> STOPPED = Optional.of(new Order(Kind.STOP, NOW, 3));

    private static final OrderFacts TRAINING = facts(true, Optional.empty(), Optional.empty(), 3);

    private static OrderFacts facts(boolean begun, Optional<String> halted, Optional<Order> order, int epoch) {
        return new OrderFacts(begun, halted, order, epoch, 10, false);
    }

    /** One run in each state. */
    private static final Map<RunState, OrderFacts> RUNS = Map.of(
            RunState.MAKING, facts(false, Optional.empty(), Optional.empty(), 0),
            RunState.TRAINING, TRAINING,
            RunState.PAUSED, facts(true, Optional.empty(), PAUSED, 4),
            RunState.ENDING, facts(true, Optional.empty(), STOPPED, 3),
            RunState.ENDED, facts(true, Optional.empty(), STOPPED, 4),
            RunState.HALTED, facts(true, Optional.of("the loss is too high"), Optional.empty(), 3));

    @Test
    void the_state_follows_from_the_facts() {
        assertThat(RUNS).hasSameSizeAs(RunState.values());
        RUNS.forEach((state, facts) -> assertThat(RunState.of(facts)).isEqualTo(state));
    }

    @Test
    void a_run_whose_epochs_are_over_has_ended_whatever_was_ordered() {
        Stream.of(Optional.<Order>empty(), PAUSED, STOPPED)
                .forEach(order -> assertThat(RunState.of(facts(true, Optional.empty(), order, 10)))
                        .isEqualTo(RunState.ENDED));
    }

    @Test
    void a_run_that_is_stopped_before_its_epoch_did_anything_has_ended_at_once() {
        assertThat(RunState.of(new OrderFacts(true, Optional.empty(), STOPPED, 3, 10, true)))
                .isEqualTo(RunState.ENDED);
    }

    @Test
    void a_run_that_was_ended_at_once_has_ended_and_not_halted() {
        assertThat(RunState.of(facts(true, Optional.of("its owner"), STOPPED, 3)))
                .isEqualTo(RunState.ENDED);
    }

    @Test
    void an_order_that_was_given_changes_nothing_when_it_is_given_again() {
        Arrays.stream(Command.values())
                .forEach(command -> RUNS.forEach((state, facts) -> {
                    var first = Orders.to(command, facts, NOW);
                    if (first.changed()) {
                        var after = new OrderFacts(
                                facts.begun(),
                                facts.halted(),
                                first.order(),
                                facts.epoch(),
                                facts.epochs(),
                                facts.idle());
                        var again = Orders.to(command, after, NOW.plusSeconds(5));
                        if (command != Command.STOP_NOW) { // which also halts the run
                            assertThat(again.changed())
                                    .as("%s in %s", command, state)
                                    .isFalse();
                            assertThat(again.refused())
                                    .as("%s in %s", command, state)
                                    .isFalse();
                        }
                        assertThat(again.order().map(Order::kind))
                                .isEqualTo(first.order().map(Order::kind));
                    } else {
                        assertThat(first.order()).as("%s in %s", command, state).isEqualTo(facts.order());
                    }
                }));
    }

    @Test
    void every_refusal_says_why_and_what_to_do() {
        assertThat(refusal(Command.PAUSE, RunState.MAKING)).contains("run create");
        assertThat(refusal(Command.PAUSE, RunState.ENDED)).contains("nothing to pause", "ended by its owner");
        assertThat(refusal(Command.RESUME, RunState.HALTED)).contains("the loss is too high", "--rate R");
        assertThat(refusal(Command.RESUME, RunState.ENDING)).contains("ends with epoch 3", "run start");
        assertThat(refusal(Command.START, RunState.ENDING)).contains("wait until it has ended");
        assertThat(refusal(Command.START, RunState.HALTED)).contains("resume --rate R");
        var over = Orders.to(Command.START, facts(true, Optional.empty(), Optional.empty(), 10), NOW);
        assertThat(over.refused()).isTrue();
        assertThat(over.reason()).contains("the 10 epochs of the run are over", "--epochs E");
    }

    private static OrderFacts run(RunState state) {
        return Objects.requireNonNull(RUNS.get(state));
    }

    private static String refusal(Command command, RunState state) {
        var answer = Orders.to(command, run(state), NOW);
        assertThat(answer.refused()).as("%s in %s", command, state).isTrue();
        assertThat(answer.changed()).isFalse();
        return answer.reason();
    }

    @Test
    void a_pause_holds_until_the_run_goes_on_and_a_stop_until_it_is_started() {
        assertThat(Orders.to(Command.PAUSE, TRAINING, NOW).order()).isEqualTo(PAUSED);
        assertThat(Orders.to(Command.RESUME, run(RunState.PAUSED), NOW).order()).isEmpty();
        assertThat(Orders.to(Command.STOP, run(RunState.PAUSED), NOW).order()).contains(new Order(Kind.STOP, NOW, 4));
        assertThat(Orders.to(Command.START, run(RunState.ENDED), NOW).order()).isEmpty();
        assertThat(Orders.to(Command.START, run(RunState.PAUSED), NOW).order()).isEmpty();
    }
}
