package dev.iota.cloud.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.wire.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits of AWS that the shapes of a run stay within, and what they must not lose. */
class ShapesTest {
    private static final Duration LONGEST_VISIBILITY = Duration.ofHours(12);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(14);
    private static final Duration LONGEST_FUNCTION = Duration.ofMinutes(15);

    private final Names names = new Names("alpha");
    private final Resources resources = Resources.of(names);

    @Test
    void every_handled_queue_keeps_what_failed_for_longer_than_itself() {
        assertThat(resources.eventSources()).allSatisfy(source -> {
            var queue = queue(source.queue());
            var letters = Objects.requireNonNull(queue.deadLetters());
            assertThat(queue(letters.queue()).retention()).isGreaterThan(queue.retention());
            assertThat(letters.maxReceiveCount()).isGreaterThan(1);
        });
    }

    @Test
    void a_dead_letter_queue_has_none_of_its_own() {
        assertThat(resources.queues())
                .filteredOn(queue -> queue.name().endsWith("-dlq"))
                .hasSize(3)
                .allMatch(queue -> queue.deadLetters() == null);
    }

    @Test
    void queues_stay_within_what_sqs_allows() {
        assertThat(Stream.concat(resources.queues().stream(), Stream.of(Resources.inbox("inbox"))))
                .allSatisfy(queue -> {
                    assertThat(queue.visibility()).isLessThanOrEqualTo(LONGEST_VISIBILITY);
                    assertThat(queue.retention()).isBetween(Duration.ofMinutes(1), LONGEST_RETENTION);
                    assertThat(queue.maxBytes()).isBetween(1024, QueueShape.LONGEST_MESSAGE);
                });
    }

    @Test
    void the_event_queue_takes_events_and_nothing_longer() {
        assertThat(queue(names.events()).maxBytes()).isEqualTo(Event.MAX_BYTES);
        assertThat(queue(names.merges()).maxBytes()).isEqualTo(QueueShape.LONGEST_MESSAGE);
    }

    @Test
    void functions_stay_within_what_lambda_allows_and_are_classes_of_the_orchestrator() {
        assertThat(resources.functions()).isNotEmpty().allSatisfy(function -> {
            assertThat(function.timeout()).isLessThanOrEqualTo(LONGEST_FUNCTION);
            assertThat(function.handler()).isEqualTo("dev.iota.orchestrator." + function.name() + "Function");
        });
        assertThat(resources.functions()).extracting(FunctionShape::name).doesNotHaveDuplicates();
    }

    @Test
    void what_counts_minutes_applied_work_or_is_looked_at_is_forgotten_and_what_is_the_truth_stays() {
        assertThat(resources.tables())
                .filteredOn(table -> table.ttl() != null)
                .extracting(TableShape::name)
                .containsExactlyInAnyOrder(names.calls(), names.applied(), names.views(), names.quarantine());
    }

    @Test
    void an_index_is_keyed_by_an_attribute_that_an_item_can_be_without() {
        // DynamoDB refuses an item without the table's own keys; an index that has only those would never be left.
        assertThat(resources.tables()).allSatisfy(table -> assertThat(table.indexes())
                .allSatisfy(index -> assertThat(index.partition().name())
                        .isNotIn(
                                table.partition().name(),
                                table.sort() == null ? "" : table.sort().name())));
    }

    @Test
    void only_objects_of_no_use_any_more_expire() {
        assertThat(resources.buckets().getFirst().lifecycle())
                .extracting(LifecycleRule::prefix)
                .containsExactly(Resources.HOP_PREFIX, Resources.ROUND_PREFIX, Resources.EVIDENCE_PREFIX)
                .doesNotContain(
                        ObjectKeys.CHECKPOINT_PREFIX,
                        ObjectKeys.STATE_PREFIX,
                        ObjectKeys.UPLOAD_PREFIX,
                        ObjectKeys.LEDGER_PREFIX,
                        ObjectKeys.CLASP_PREFIX);
    }

    @Test
    void lists_of_resources_do_not_change_with_what_they_were_made_from() {
        var indexes = new ArrayList<IndexShape>();
        var table = new TableShape("t", KeyShape.text("id"), null, indexes, null);
        var rules = new ArrayList<LifecycleRule>();
        var bucket = new BucketShape("b", rules);
        indexes.add(new IndexShape("i", KeyShape.text("x"), null));
        rules.add(new LifecycleRule("p/", 1));

        assertThat(table.indexes()).isEmpty();
        assertThat(bucket.lifecycle()).isEmpty();
    }

    @Test
    void a_queue_or_a_schedule_of_a_function_that_does_not_exist_is_refused() {
        var source = new EventSource("queue", "Missing", 10, Duration.ZERO);
        var schedule = new ScheduleShape("Missing", Duration.ofMinutes(1));

        assertThatThrownBy(() -> resources(List.of(source), List.of()))
                .hasMessageContaining("the queue queue")
                .hasMessageContaining("'Missing'");
        assertThatThrownBy(() -> resources(List.of(), List.of(schedule)))
                .hasMessageContaining("a schedule")
                .hasMessageContaining("'Missing'");
    }

    @Test
    void the_definition_of_an_epoch_names_every_function_that_it_calls() {
        var machine = resources.stateMachines().getFirst();

        assertThat(machine.name()).isEqualTo(Resources.EPOCH_MACHINE);
        assertThat(machine.definitionWith(Map.of("Epoch", "arn:aws:lambda:x"))).doesNotContain("${");
    }

    private static Resources resources(List<EventSource> sources, List<ScheduleShape> schedules) {
        return new Resources(List.of(), List.of(), List.of(), List.of(), sources, schedules, List.of(), List.of());
    }

    private QueueShape queue(String name) {
        return resources.queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
