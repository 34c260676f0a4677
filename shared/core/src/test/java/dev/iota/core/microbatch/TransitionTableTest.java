package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Decision;
import dev.iota.core.base.Transition;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the table says is what happens, and what the documents show. */
class TransitionTableTest extends MicrobatchScene {
    private static final Path PAGE = Path.of("..", "..", "docs", "architecture.md");
    private static final String INDENT = "    ";
    private static final int WALKS = 8000;

    private final Transitions rules = new Transitions(2, BOUND, 2);

    @Test
    void a_way_that_is_not_in_the_table_throws() {
        assertThatThrownBy(() -> TransitionTable.take(State.LOST, Cause.FORWARD, State.WAITING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is no way from LOST to WAITING");
        assertThatThrownBy(() -> TransitionTable.take(State.LEASED, Cause.LEASE, State.LEASED))
                .as("the way exists, but for another cause")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_change_of_a_microbatch_takes_a_way_of_the_table() {
        var m = Microbatch.fresh(7, 9, 0, NOW);
        var complete = m.place().ended(State.COMPLETE, NOW);

        assertThatThrownBy(() -> m.after(Cause.FORWARD, complete, m.progress()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void no_way_leads_out_of_an_end() {
        assertThat(TransitionTable.WAYS)
                .extracting(way -> way.transition().from())
                .containsOnly(State.WAITING, State.LEASED);
    }

    @Test
    void no_way_is_there_twice() {
        assertThat(taken(TransitionTable.WAYS)).hasSameSizeAs(TransitionTable.WAYS);
    }

    /** Whatever may happen, one after the other, until the microbatch is at its end: from many seeds. */
    @Test
    void every_way_of_the_table_is_taken_by_the_rules() {
        var found = new TreeSet<String>();
        var dice = new Random(5);
        for (var walk = 0; walk < WALKS; walk++) {
            var m = Microbatch.again(7, 9, walk % (RefusalRules.RESTARTS + 1), 0, NOW);
            while (m.isOpen()) {
                var changes = happenings(m).stream()
                        .filter(happening -> happening.decision().changed())
                        .toList();
                var happening = changes.get(dice.nextInt(changes.size()));
                var next = happening.decision().next();
                found.add(name(happening.cause(), m.state(), next.state()));
                m = next;
            }
        }

        assertThat(found).isEqualTo(taken(TransitionTable.WAYS));
    }

    @Test
    void the_life_of_a_microbatch_is_drawn_as_it_is() throws IOException {
        var lines = new ArrayList<String>();
        lines.add(
                "%s[*] --> %s".formatted(INDENT, Microbatch.fresh(0, 0, 0, NOW).state()));
        TransitionTable.WAYS.stream().map(TransitionTable.Way::transition).forEach(way -> lines.add(drawn(way)));
        var diagram = "```mermaid\nstateDiagram-v2\n%s\n```\n".formatted(String.join("\n", lines));

        assertThat(Files.readString(PAGE))
                .as("the page shows this:\n%s", diagram)
                .contains(diagram);
    }

    private static String drawn(Transition<State> way) {
        return "%s%s --> %s: %s".formatted(INDENT, way.from(), way.to(), way.when());
    }

    private static Set<String> taken(List<TransitionTable.Way> ways) {
        var names = new TreeSet<String>();
        ways.forEach(way -> names.add(
                name(way.cause(), way.transition().from(), way.transition().to())));
        return names;
    }

    private static String name(Cause cause, State from, State to) {
        return "%s %s %s".formatted(from, cause, to);
    }

    private record Happening(Cause cause, Decision<Microbatch> decision) {}

    /** What may happen to a microbatch of a run of two stages next, with the cause that the table has for it. */
    private List<Happening> happenings(Microbatch m) {
        var all = new ArrayList<Happening>();
        var miner = m.issued().size() % 2 == 0 ? head : tail;
        var id = "%s/%d".formatted(miner, m.version());
        all.add(new Happening(Cause.LEASE, rules.lease(m, leaseOf(miner, id), NOW)));
        all.add(new Happening(Cause.FENCE, rules.fence(m, head, 2, NOW)));
        all.add(new Happening(Cause.EPOCH_OVER, rules.unfinished(m, NOW)));
        m.lease().ifPresent(lease -> {
            var later = lease.until().plusSeconds(1);
            all.add(new Happening(Cause.EXTENSION, rules.extend(m, lease.id(), later)));
            all.add(new Happening(Cause.WITHDRAWAL, rules.withdraw(m, lease, NOW)));
            all.add(new Happening(Cause.EXPIRY, rules.expire(m, lease.id(), later)));
            all.add(new Happening(Cause.SILENCE, rules.abandon(m, lease.hotkey(), NOW)));
        });
        m.issued().forEach(lease -> all.addAll(answers(m, lease)));
        return all;
    }

    private List<Happening> answers(Microbatch m, Lease lease) {
        var loss = m.stage() == 1 ? Optional.of(2.5f) : Optional.<Float>empty();
        var backward = backwardDone(m.stage(), m.direction(), lease.id(), loss, Optional.empty());
        var refusal = refusal(m.stage(), m.direction(), lease.id());
        var bad = rules.refused(m, refusal, lease.hotkey(), Recourse.PRODUCER, NOW);
        var hasProducer = m.stage() > 0 || m.direction() == Direction.BACKWARD;
        var producerAgain = hasProducer && bad.next().state() == State.WAITING;
        return List.of(
                new Happening(
                        Cause.FORWARD, rules.forwardDone(m, forwardDone(m.stage(), lease.id()), lease.hotkey(), NOW)),
                new Happening(Cause.BACKWARD, rules.backwardDone(m, backward, lease.hotkey(), NOW)),
                new Happening(Cause.REFUSAL, rules.refused(m, refusal, lease.hotkey(), Recourse.ANOTHER_MINER, NOW)),
                new Happening(producerAgain ? Cause.BAD_INPUT : Cause.REFUSAL, bad));
    }
}
