package dev.iota.orchestrator.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.orchestrator.TestClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachesTest {
    @Test
    void an_entry_ends_when_the_clock_of_the_services_says_so() {
        var clock = new TestClock();
        Cache<String, Integer> cache =
                Caches.of(10, clock).expireAfterWrite(Duration.ofSeconds(5)).build();
        cache.put("a", 1);

        clock.pass(Duration.ofMillis(4999));
        assertThat(cache.getIfPresent("a")).isEqualTo(1);

        clock.pass(Duration.ofMillis(1));
        assertThat(cache.getIfPresent("a")).isNull();
    }

    @Test
    void what_is_too_many_is_forgotten_at_once_and_without_a_thread() {
        Cache<Integer, Integer> cache = Caches.of(10).build();

        IntStream.range(0, 1000).forEach(number -> cache.put(number, number));

        assertThat(cache.asMap()).hasSizeLessThanOrEqualTo(10);
    }
}
