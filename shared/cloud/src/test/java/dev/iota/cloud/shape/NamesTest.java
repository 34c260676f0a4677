package dev.iota.cloud.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final String HOTKEY = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    @Test
    void every_name_begins_with_the_run() {
        var names = new Names("alpha", "123456789012");

        assertThat(names.microbatches()).isEqualTo("iota-alpha-microbatches");
        assertThat(names.objects()).isEqualTo("iota-alpha-objects-123456789012");
        assertThat(names.function("Register")).isEqualTo("iota-alpha-register");
        assertThat(new Names("alpha").objects()).isEqualTo("iota-alpha-objects");
        assertThat(names.page()).isEqualTo("iota-alpha-page-123456789012");
    }

    @Test
    void an_inbox_is_named_by_its_miner_and_registration() {
        var names = new Names("alpha");

        assertThat(names.inbox(HOTKEY, 7))
                .isEqualTo("iota-alpha-inbox-5GrwvaEF5zXb-7")
                .startsWith(names.inboxPrefix());
        assertThat(names.inbox(HOTKEY, 8)).isNotEqualTo(names.inbox(HOTKEY, 7));
    }

    @Test
    void an_inbox_of_another_run_is_none_of_this_one_whatever_that_is_called() {
        var names = new Names("alpha");

        assertThat(names.isInbox(names.inbox(HOTKEY, 7))).isTrue();
        Stream.of("alphabet", "alpha-inbox", "alpha-inbox-b").map(Names::new).forEach(other -> Stream.of(
                        other.inbox(HOTKEY, 7), other.events(), Names.deadLetters(other.events()), other.timers())
                .forEach(queue -> assertThat(names.isInbox(queue)).as(queue).isFalse()));
        assertThat(names.isInbox(names.events())).isFalse();
    }

    @Test
    void names_of_the_longest_run_fit_the_limits_of_buckets_and_queues() {
        var names = new Names("r".repeat(20), "123456789012");

        assertThat(names.objects().length()).isLessThanOrEqualTo(63);
        assertThat(names.inbox(HOTKEY, Integer.MAX_VALUE).length()).isLessThanOrEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Alpha", "-a", "a-", "a_b", "a.b", "räume", "rrrrrrrrrrrrrrrrrrrrr"})
    void a_run_whose_name_no_bucket_could_carry_is_refused(String run) {
        assertThatThrownBy(() -> new Names(run))
                .hasMessageContaining("'" + run + "'")
                .hasMessageContaining("lower-case");
    }
}
