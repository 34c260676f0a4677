package dev.iota.cloud.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RouteShapeTest {
    private final RouteShape greedy = new RouteShape("GET", "/v1/{view+}", "Read");

    @Test
    void a_greedy_route_is_for_every_path_that_begins_as_it_does_and_goes_on() {
        assertThat(greedy.covers("GET", "/v1/run")).isTrue();
        assertThat(greedy.covers("GET", "/v1/epochs/3/stages/0")).isTrue();
        assertThat(greedy.covers("GET", "/v1/")).isFalse();
        assertThat(greedy.covers("GET", "/v2/run")).isFalse();
        assertThat(greedy.covers("POST", "/v1/run")).isFalse();
    }

    @Test
    void an_exact_route_covers_nothing_besides() {
        var exact = new RouteShape("GET", "/v1/status", "Status");

        assertThat(exact.isGreedy()).isFalse();
        assertThat(exact.covers("GET", "/v1/status")).isFalse();
    }

    @Test
    void where_a_sweep_costs_little_it_comes_more_often() {
        var resources = Resources.of(new Names("alpha"));

        assertThat(resources.sweptEvery(Duration.ofSeconds(5)).schedules())
                .containsExactly(new ScheduleShape("Sweep", Duration.ofSeconds(5)));
        assertThat(resources.sweptEvery(Duration.ofSeconds(5)).routes()).isEqualTo(resources.routes());
    }
}
