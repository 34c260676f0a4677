package dev.iota.local.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    private final ResidentMemory memory = new ResidentMemory();

    @Test
    void the_second_minute_and_the_last_one_are_told_apart() {
        sample(30, 900);
        sample(70, 100);
        sample(100, 120);
        sample(130, 500);
        sample(240, 125);
        sample(270, 110);
        sample(299, 115);

        assertThat(memory.maxOfMinute2()).isEqualTo(Map.of("miner", 120L));
        assertThat(memory.maxOfLastMinute()).isEqualTo(Map.of("miner", 125L));
    }

    @Test
    void below_two_minutes_there_is_nothing_to_compare() {
        sample(70, 100);
        sample(119, 100);

        assertThat(memory.maxOfMinute2()).isNull();
        assertThat(memory.maxOfLastMinute()).isNull();
    }

    @Test
    void a_process_that_was_not_there_all_the_time_counts_with_what_was_seen() {
        memory.sample(Duration.ofSeconds(90), Map.of("miner", 100L));
        memory.sample(Duration.ofSeconds(110), Map.of());
        memory.sample(Duration.ofSeconds(150), Map.of("miner", 90L, "other", 10L));

        assertThat(memory.maxOfMinute2()).isEqualTo(Map.of("miner", 100L));
        assertThat(memory.maxOfLastMinute()).isEqualTo(Map.of("miner", 100L, "other", 10L));
    }

    private void sample(int second, long bytes) {
        memory.sample(Duration.ofSeconds(second), Map.of("miner", bytes));
    }
}
