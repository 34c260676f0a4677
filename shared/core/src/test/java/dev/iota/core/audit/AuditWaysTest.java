package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.audit.Audit.State;
import dev.iota.core.base.Decision;
import dev.iota.core.base.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the table says is what happens, and what the documents show. */
class AuditWaysTest extends AuditRulesScene {
    private static final Path PAGE = Path.of("..", "..", "docs", "architecture.md");
    private static final String INDENT = "    ";
    private static final int WALKS = 1000;

    private final AuditTransitions single = new AuditTransitions(SPEC.withConfirmations(1));

    @Test
    void a_way_that_is_not_in_the_table_throws() {
        assertThatThrownBy(() -> AuditWays.take(State.PASSED, AuditCause.VERDICT, State.CONFIRMED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is no way from PASSED to CONFIRMED");
    }

    @Test
    void no_way_leads_out_of_an_end() {
        assertThat(AuditWays.WAYS).extracting(way -> way.transition().from()).allMatch(state -> !state.isFinal());
    }

    @Test
    void no_way_is_there_twice() {
        assertThat(taken()).hasSameSizeAs(AuditWays.WAYS);
    }

    /** Whatever may happen, one after the other, until the audit is at its end: from many seeds. */
    @Test
    void every_way_of_the_table_is_taken_by_the_rules() {
        var found = new TreeSet<String>();
        var dice = new Random(5);
        for (var walk = 0; walk < WALKS; walk++) {
            var by = walk % 2 == 0 ? rules : single;
            var audit = fresh();
            while (!audit.state().isFinal()) {
                // Most walks go on for a while: the rare ways are far from the beginning.
                var goesOn = dice.nextInt(4) > 0;
                var all = happenings(by, audit).stream()
                        .filter(happening -> happening.decision().changed())
                        .toList();
                var open = all.stream()
                        .filter(happening ->
                                !happening.decision().next().state().isFinal())
                        .toList();
                var changes = goesOn && !open.isEmpty() ? open : all;
                var happening = changes.get(dice.nextInt(changes.size()));
                var next = happening.decision().next();
                found.add(name(happening.cause(), audit.state(), next.state()));
                audit = next;
            }
        }

        assertThat(found).isEqualTo(taken());
    }

    @Test
    void the_life_of_an_audit_is_drawn_as_it_is() throws IOException {
        var lines = new ArrayList<String>();
        lines.add("%s[*] --> %s".formatted(INDENT, fresh().state()));
        AuditWays.WAYS.stream().map(AuditWays.Way::transition).forEach(way -> lines.add(drawn(way)));
        var diagram = "```mermaid\nstateDiagram-v2\n%s\n```\n".formatted(String.join("\n", lines));

        assertThat(Files.readString(PAGE))
                .as("the page shows this:\n%s", diagram)
                .contains(diagram);
    }

    private static String drawn(Transition<State> way) {
        return "%s%s --> %s: %s".formatted(INDENT, way.from(), way.to(), way.when());
    }

    private static Set<String> taken() {
        var names = new TreeSet<String>();
        AuditWays.WAYS.forEach(way -> names.add(
                name(way.cause(), way.transition().from(), way.transition().to())));
        return names;
    }

    private static String name(AuditCause cause, State from, State to) {
        return "%s %s %s".formatted(from, cause, to);
    }

    private record Happening(AuditCause cause, Decision<Audit> decision) {}

    private List<Happening> happenings(AuditTransitions by, Audit audit) {
        var all = new ArrayList<Happening>();
        for (var number = 0; number < validators.size(); number++) {
            all.add(new Happening(AuditCause.LEASE, lease(audit, number, NOW)));
            all.add(new Happening(AuditCause.VERDICT, judged(by, audit, number, true)));
            all.add(new Happening(AuditCause.VERDICT, judged(by, audit, number, false)));
            all.add(new Happening(AuditCause.FAILURE, failed(audit, number, true)));
            all.add(new Happening(AuditCause.FAILURE, failed(audit, number, false)));
            all.add(new Happening(AuditCause.EXPIRY, by.release(audit, validator(number), NOW)));
            all.add(new Happening(
                    AuditCause.EXTENSION, by.extend(audit, "lease-" + number, validator(number), NOW.plusSeconds(1))));
        }
        all.add(new Happening(
                AuditCause.LAPSE, by.due(audit, NOW.plus(PATIENCE).plus(LEASE).plus(Duration.ofSeconds(1)))));
        return all;
    }
}
