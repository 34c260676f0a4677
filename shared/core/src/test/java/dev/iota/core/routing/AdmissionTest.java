package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final LeaseSpec SPEC = LeaseSpec.DEFAULT;
    private static final Instant SEEN = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void a_miner_that_nobody_knows_is_let_in() {
        assertThat(Admission.admit(false, Optional.empty(), SPEC, SEEN).retryAfter())
                .isEmpty();
    }

    @Test
    void the_holder_of_the_session_is_let_in_at_once() {
        assertThat(Admission.admit(true, Optional.of(SEEN), SPEC, SEEN).retryAfter())
                .isEmpty();
    }

    @Test
    void anybody_else_waits_until_the_session_is_dead() {
        var now = SEEN.plusSeconds(10);

        var wait = Admission.admit(false, Optional.of(SEEN), SPEC, now)
                .retryAfter()
                .orElseThrow();

        assertThat(wait).isEqualTo(SPEC.silence().minusSeconds(10).plusSeconds(1));
        assertThat(Admission.admit(false, Optional.of(SEEN), SPEC, now.plus(wait))
                        .retryAfter())
                .isEmpty();
        assertThat(Admission.admit(
                                false, Optional.of(SEEN), SPEC, now.plus(wait).minus(Duration.ofSeconds(2)))
                        .retryAfter())
                .isPresent();
    }
}
