package dev.iota.local.simulator.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules of DynamoDB's partitions. */
class KeyLoadTest {
    private static final long SECOND = 1_000_000;

    private final KeyFamily table = new KeyFamily("table", 2);
    private final KeyFamily index = new KeyFamily("index", 1);

    @Test
    void a_key_takes_a_thousand_units_a_second_once_its_burst_is_used() {
        var key = table.of(0);
        var taken = 0L;
        for (var second = 0L; second < 1000; second++) {
            for (var i = 0; i < 200; i++) {
                taken += write(key, 10, second * SECOND + i * 5000L) ? 10 : 0;
            }
        }

        assertThat(taken).isBetween(1_290_000L, 1_310_000L);
        assertThat(key.peak()).isEqualTo(2000);
        assertThat(key.throttled()).isPositive();
    }

    @Test
    void an_index_that_throttles_stops_the_write_to_the_table() {
        while (write(index.of(0), 100, 0)) {
            assertThat(index.of(0).total()).isLessThan(1e6);
        }
        var both = new KeyFamily.Write();
        both.add(table.of(1), 1);
        both.add(index.of(0), 1);

        assertThat(both.commit(0)).isFalse();
        assertThat(table.of(1).total()).isZero();
        assertThat(both.commit(SECOND)).isTrue();
        assertThat(table.of(1).total()).isEqualTo(1);
    }

    @Test
    void reads_have_units_of_their_own() {
        var key = table.of(0);
        var taken = 0;
        while (key.read(1000, 0)) {
            taken++;
        }
        assertThat(taken).isEqualTo(900);
        assertThat(write(key, 1, 0)).isTrue();
    }

    private static boolean write(KeyLoad key, double units, long at) {
        var write = new KeyFamily.Write();
        write.add(key, units);
        return write.commit(at);
    }
}
