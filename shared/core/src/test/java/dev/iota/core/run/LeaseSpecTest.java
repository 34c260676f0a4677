package dev.iota.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.routing.Router;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseSpecTest {
    private static final LeaseSpec RARE = LeaseSpec.DEFAULT.withRareHeartbeats();

    /** A heartbeat extends a lease that is over in less than half of its length: see Heartbeats. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void where_heartbeats_are_rare_the_shortest_lease_outlives_any_one_that_is_missed(int missed) {
        var length = new Router(RARE).duration(0);
        var until = Instant.EPOCH.plus(length);

        for (var beat = 1; beat <= 10; beat++) {
            var now = Instant.EPOCH.plus(RARE.heartbeat().multipliedBy(beat));
            assertThat(until).isAfter(now);
            if (beat != missed && until.isBefore(now.plus(length.dividedBy(2)))) {
                until = now.plus(length);
            }
        }
        assertThat(RARE.silence()).isGreaterThan(RARE.heartbeat().multipliedBy(2));
    }

    @Test
    void a_hop_of_a_live_miner_is_of_use_as_long_as_its_lease_may_be_extended() {
        var handedOut = Instant.EPOCH;

        assertThat(RARE.lastUse(handedOut.plus(RARE.shortest()))).isEqualTo(handedOut.plus(RARE.longest()));
    }
}
