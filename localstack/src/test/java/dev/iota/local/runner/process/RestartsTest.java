package dev.iota.local.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration QUICK = Duration.ofSeconds(1);

    @Test
    void a_process_that_lived_long_is_started_again_soon_however_often_it_dies() {
        var restarts = Restarts.none();
        for (var i = 0; i < 100; i++) {
            var again = (Restarts.Verdict.Again) restarts.died(Restarts.LIVED, NOW);
            assertThat(again.at()).isBefore(NOW.plusSeconds(1));
            restarts = again.next();
        }
    }

    @Test
    void each_quick_death_doubles_the_pause() {
        var first = (Restarts.Verdict.Again) Restarts.none().died(QUICK, NOW);
        var second = (Restarts.Verdict.Again) first.next().died(QUICK, NOW);

        assertThat(Duration.between(NOW, second.at()))
                .isEqualTo(Duration.between(NOW, first.at()).multipliedBy(2));
    }

    @Test
    void after_some_quick_deaths_in_a_row_it_is_hopeless() {
        assertThat(deathsUntilHopeless()).isEqualTo(Restarts.PATIENCE);
    }

    @Test
    void a_long_life_restores_the_patience() {
        var restarts = new Restarts(Restarts.PATIENCE - 1);

        var again = (Restarts.Verdict.Again) restarts.died(Restarts.LIVED, NOW);

        assertThat(again.next()).isEqualTo(Restarts.none());
    }

    private static int deathsUntilHopeless() {
        var restarts = Restarts.none();
        for (var deaths = 1; ; deaths++) {
            if (!(restarts.died(QUICK, NOW) instanceof Restarts.Verdict.Again again)) {
                return deaths;
            }
            restarts = again.next();
        }
    }
}
