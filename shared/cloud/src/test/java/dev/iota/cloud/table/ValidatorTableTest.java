package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.MinerRecord.Session;
import dev.iota.cloud.table.ValidatorRecord.Joining;
import dev.iota.cloud.table.ValidatorRecord.Tally;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValidatorTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Names names = SERVICES.withTables(Names::validators, Names::runs);
    private final ValidatorTable table = new ValidatorTable(SERVICES.dynamoDb(), names);
    private final Hotkey hotkey = KeyPair.generate(new Random(1)).hotkey();

    @Test
    void a_registration_is_written_down_unless_there_was_another_one_in_between() {
        var first = record(1, "one", "");
        var second = record(2, "two", "one");

        assertThat(table.register(first, Optional.empty())).isTrue();
        assertThat(table.register(second, Optional.empty())).isFalse();
        assertThat(table.get(hotkey)).contains(first);
        assertThat(table.register(second, Optional.of(first))).isTrue();
        assertThat(table.register(record(3, "three", "one"), Optional.of(first)))
                .isFalse();
        assertThat(table.all()).containsExactly(second);
    }

    @Test
    void a_heartbeat_of_another_session_changes_nothing() {
        var first = record(1, "one", "");
        table.register(first, Optional.empty());
        var second = record(2, "two", "one");
        table.register(second, Optional.of(first));

        assertThat(table.heard(first, NOW.plusSeconds(1))).isFalse();
        assertThat(table.heard(second, NOW.plusSeconds(2))).isTrue();
        var heard = table.get(hotkey).orElseThrow();
        assertThat(heard.lastSeen()).isEqualTo(NOW.plusSeconds(2));
        assertThat(heard.session()).as("its answer has arrived").isEqualTo(new Session("two", ""));
    }

    @Test
    void what_a_validator_did_is_counted_and_survives_its_registrations() {
        table.register(record(1, "one", ""), Optional.empty());
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.judged(transaction, hotkey, 1.5);
        transaction.commit();
        var other = new Transaction(SERVICES.dynamoDb());
        table.overruled(other, hotkey);
        other.commit();

        table.register(record(2, "two", "one"), table.get(hotkey));

        assertThat(table.get(hotkey).orElseThrow().tally()).isEqualTo(new Tally(1, 1, 1.5));
    }

    @Test
    void nobody_may_validate_before_the_owner_says_who() {
        var runs = new RunTable(SERVICES.dynamoDb(), names);
        assertThat(runs.validators().hotkeys()).isEmpty();

        runs.admit(new HotkeyList(List.of(hotkey)));

        assertThat(runs.validators().hotkeys()).containsExactly(hotkey);
    }

    private ValidatorRecord record(long registration, String session, String former) {
        return new ValidatorRecord(
                hotkey,
                new Joining(registration, "https://queue/" + registration, "1.2", "a device"),
                new Session(session, former),
                NOW,
                Tally.NONE);
    }
}
