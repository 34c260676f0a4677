package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.CallTable.Entry;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class CallTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:30Z");
    private static final Names NAMES = SERVICES.withTables(Names::calls);

    private final CallTable table = new CallTable(SERVICES.dynamoDb(), NAMES);
    private final Hotkey miner = KeyPair.generate(new Random()).hotkey();

    @Test
    void a_nonce_is_used_once() {
        assertThat(table.enter(request("a", NOW), "renew", 10)).isEqualTo(Entry.ACCEPTED);

        assertThat(table.enter(request("a", NOW), "renew", 10)).isEqualTo(Entry.REPEATED);
        assertThat(table.enter(request("b", NOW), "renew", 10)).isEqualTo(Entry.ACCEPTED);
    }

    @Test
    void a_replay_is_a_replay_also_where_the_limit_is_reached() {
        table.enter(request("a", NOW), "renew", 1);

        assertThat(table.enter(request("a", NOW), "renew", 1)).isEqualTo(Entry.REPEATED);
        assertThat(table.enter(request("b", NOW), "renew", 1)).isEqualTo(Entry.TOO_MANY);
    }

    @Test
    void a_call_that_was_too_much_is_not_remembered_and_may_come_again_in_the_next_minute() {
        table.enter(request("a", NOW), "renew", 1);
        table.enter(request("b", NOW), "renew", 1);

        assertThat(table.enter(request("b", NOW.plusSeconds(60)), "renew", 1)).isEqualTo(Entry.ACCEPTED);
        assertThat(table.enter(request("b", NOW), "renew", 2)).isEqualTo(Entry.ACCEPTED);
    }

    @Test
    void kinds_of_calls_hotkeys_and_minutes_are_counted_apart() {
        table.enter(request("a", NOW), "renew", 1);

        assertThat(table.enter(request("b", NOW), "upload", 1)).isEqualTo(Entry.ACCEPTED);
        assertThat(table.enter(request("b", NOW.plusSeconds(30)), "renew", 1)).isEqualTo(Entry.ACCEPTED);
        var stranger = KeyPair.generate(new Random()).hotkey();
        assertThat(table.enter(new SignedRequest(stranger, NOW.toEpochMilli(), "a", "s"), "renew", 1))
                .isEqualTo(Entry.ACCEPTED);
    }

    @Test
    void a_nonce_that_is_part_of_another_one_is_another_one() {
        table.enter(request("abc", NOW), "renew", 10);

        assertThat(table.enter(request("b", NOW), "renew", 10)).isEqualTo(Entry.ACCEPTED);
        assertThat(table.enter(request("abcd", NOW), "renew", 10)).isEqualTo(Entry.ACCEPTED);
    }

    @Test
    void of_one_request_that_comes_many_times_at_once_one_is_accepted() throws Exception {
        var entries = atOnce(8, i -> table.enter(request("same", NOW), "renew", 100));

        assertThat(entries).filteredOn(Entry.ACCEPTED::equals).hasSize(1);
        assertThat(entries).filteredOn(Entry.REPEATED::equals).hasSize(7);
    }

    @Test
    void a_limit_holds_when_calls_come_at_once() throws Exception {
        assertThat(atOnce(12, i -> table.enter(request("nonce-" + i, NOW), "renew", 5)))
                .filteredOn(Entry.ACCEPTED::equals)
                .hasSize(5);
        assertThat(atOnce(12, i -> table.call("192.0.2.1", 5, NOW)))
                .filteredOn(Boolean::booleanValue)
                .hasSize(5);
    }

    @Test
    void nonces_are_kept_until_no_request_of_their_minute_is_timely_any_more() {
        var request = request("a", NOW);
        table.enter(request, "renew", 10);

        var minute = NOW.getEpochSecond() / 60;
        var expires = expires("nonces#%s#renew#%d".formatted(miner, minute));
        var last = Instant.ofEpochSecond((minute + 1) * 60).minusMillis(1);

        assertThat(expires).isGreaterThan(request("x", last).expires().getEpochSecond());
    }

    @Test
    void an_address_has_its_calls_of_a_minute_and_gets_new_ones_with_the_next() {
        assertThat(table.call("2001:db8::1", 2, NOW)).isTrue();
        assertThat(table.call("2001:db8::1", 2, NOW)).isTrue();
        assertThat(table.call("2001:db8::1", 2, NOW)).isFalse();

        assertThat(table.call("2001:db8::2", 2, NOW)).isTrue();
        assertThat(table.call("2001:db8::1", 2, NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void a_refused_call_is_not_counted() {
        table.call("198.51.100.7", 1, NOW);
        IntStream.range(0, 5).forEach(i -> table.call("198.51.100.7", 1, NOW));

        assertThat(table.call("198.51.100.7", 2, NOW)).isTrue();
    }

    @Test
    void events_of_a_minute_are_summed_with_their_bytes() {
        assertThat(table.event(miner, 100, NOW)).isEqualTo(new CallTable.Sum(1, 100));
        assertThat(table.event(miner, 16_384, NOW)).isEqualTo(new CallTable.Sum(2, 16_484));
        assertThat(table.event(miner, 1, NOW.plusSeconds(30))).isEqualTo(new CallTable.Sum(1, 1));
        assertThat(expires("events#%s#%d".formatted(miner, NOW.getEpochSecond() / 60)))
                .isGreaterThan(NOW.plusSeconds(60).getEpochSecond());
    }

    @Test
    void the_next_minute_is_a_minute_away_at_its_beginning_and_never_none() {
        assertThat(CallTable.untilNext(Instant.parse("2026-03-01T12:00:00Z"))).isEqualTo(Duration.ofMinutes(1));
        assertThat(CallTable.untilNext(Instant.parse("2026-03-01T12:00:59.999Z")))
                .isEqualTo(Duration.ofMillis(1));
        assertThat(CallTable.untilNext(Instant.ofEpochMilli(-1))).isEqualTo(Duration.ofMillis(1));
    }

    private SignedRequest request(String nonce, Instant at) {
        return new SignedRequest(miner, at.toEpochMilli(), nonce, "not looked at here");
    }

    private static long expires(String id) {
        var item = SERVICES.dynamoDb()
                .getItem(b -> b.tableName(NAMES.calls()).key(Map.of("id", Item.of(id))))
                .item();
        return Item.number(item, "expires");
    }

    private static <T> List<T> atOnce(int calls, IntFunction<T> call) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var all = IntStream.range(0, calls)
                    .mapToObj(i -> (Callable<T>) () -> call.apply(i))
                    .toList();
            var results = new ArrayList<T>();
            for (Future<T> result : threads.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
