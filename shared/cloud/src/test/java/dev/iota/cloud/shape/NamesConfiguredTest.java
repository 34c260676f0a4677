package dev.iota.cloud.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as a process is told them, and names that must not meet. */
@ResourceLock(org.junit.jupiter.api.parallel.Resources.SYSTEM_PROPERTIES)
class NamesConfiguredTest {
    @AfterEach
    void leaveNothingBehind() {
        System.clearProperty("iota.run");
        System.clearProperty("iota.account");
    }

    @Test
    void a_process_that_was_told_no_run_says_what_to_set() {
        assertThatThrownBy(Names::configured)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("IOTA_RUN");
    }

    @Test
    void a_process_may_be_told_a_run_without_an_account() {
        System.setProperty("iota.run", "alpha");
        assertThat(Names.configured()).isEqualTo(new Names("alpha"));

        System.setProperty("iota.account", "123456789012");
        assertThat(Names.configured()).isEqualTo(new Names("alpha", "123456789012"));
    }

    @Test
    void a_run_that_was_told_wrong_is_refused() {
        System.setProperty("iota.run", "Alpha");

        assertThatThrownBy(Names::configured)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'Alpha'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234567890123", "12-34", "ACCOUNT", "a.b"})
    void an_account_that_no_bucket_could_carry_is_refused(String account) {
        assertThatThrownBy(() -> new Names("alpha", account))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + account + "'");
    }

    @Test
    void no_two_resources_of_a_run_share_a_name() {
        var names = new Names("alpha");
        var all = Stream.of(
                        names.runs(),
                        names.miners(),
                        names.microbatches(),
                        names.steps(),
                        names.applied(),
                        names.quarantine(),
                        names.calls(),
                        names.epochs(),
                        names.events(),
                        names.timers(),
                        names.merges(),
                        names.objects(),
                        names.minerRole(),
                        Names.deadLetters(names.events()),
                        names.inbox("5Grw", 1))
                .toList();

        assertThat(all).doesNotHaveDuplicates().allMatch(name -> name.startsWith("iota-alpha-"));
    }

    @Test
    void an_inbox_of_a_short_name_is_an_inbox() {
        assertThat(new Names("alpha").inbox("5G", 1)).isEqualTo("iota-alpha-inbox-5G-1");
    }
}
