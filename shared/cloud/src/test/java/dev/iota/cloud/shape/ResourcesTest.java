package dev.iota.cloud.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    private final Names names = new Names("alpha");
    private final Resources resources = Resources.of(names);

    @Test
    void a_dead_letter_queue_stands_before_the_queue_that_uses_it() {
        var order = resources.queues().stream().map(QueueShape::name).toList();

        assertThat(resources.queues()).allSatisfy(queue -> {
            var letters = queue.deadLetters();
            if (letters != null) {
                assertThat(order.indexOf(letters.queue())).isBetween(0, order.indexOf(queue.name()) - 1);
            }
        });
    }

    @Test
    void a_batch_has_time_to_finish_before_its_messages_are_delivered_again() {
        assertThat(resources.eventSources()).isNotEmpty().allSatisfy(source -> assertThat(
                        queue(source.queue()).visibility())
                .isGreaterThanOrEqualTo(function(source.function()).timeout().multipliedBy(6)));
    }

    @Test
    void every_resource_of_the_run_carries_its_name() {
        assertThat(resources.tables()).extracting(TableShape::name).allMatch(name -> name.startsWith("iota-alpha-"));
        assertThat(resources.queues()).extracting(QueueShape::name).allMatch(name -> name.startsWith("iota-alpha-"));
        assertThat(resources.buckets()).extracting(BucketShape::name).containsExactly(names.objects(), names.page());
    }

    @Test
    void a_scheduled_function_ends_before_its_next_turn() {
        assertThat(resources.schedules())
                .allSatisfy(schedule ->
                        assertThat(function(schedule.function()).timeout()).isLessThan(schedule.rate()));
    }

    @Test
    void a_route_to_a_function_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> new Resources(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new FunctionShape("Here", "x.Here", 128, Duration.ofSeconds(1))),
                        List.of(),
                        List.of(),
                        List.of(new RouteShape("GET", "/x", "Missing")),
                        List.of()))
                .hasMessageContaining("GET /x")
                .hasMessageContaining("'Missing'");
    }

    private FunctionShape function(String name) {
        return resources.functions().stream()
                .filter(function -> function.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private QueueShape queue(String name) {
        return resources.queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
