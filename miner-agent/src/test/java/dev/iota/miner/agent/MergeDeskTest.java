package dev.iota.miner.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.QueueCredentials;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class MergeDeskTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final Logger LOG = LoggerFactory.getLogger(MergeDeskTest.class);

    @TempDir
    Path home;

    @Test
    void a_shard_that_there_is_no_room_for_is_given_back_at_once() {
        var said = new ArrayList<Event>();
        try (var http = HttpClient.newHttpClient();
                var access = new QueueAccess("http://127.0.0.1/inbox", Queues.REGION, credentials())) {
            var desk = desk(http, access, said);
            for (var shard = 0; shard < MergeDesk.MOST_WAITING; shard++) {
                desk.take(work(shard));
                desk.take(work(shard));
            }
            assertThat(said).isEmpty();

            desk.take(work(MergeDesk.MOST_WAITING));

            assertThat(said).singleElement().isInstanceOfSatisfying(Event.ShardFailed.class, failed -> {
                assertThat(failed.shard()).isEqualTo(MergeDesk.MOST_WAITING);
                assertThat(failed.lease()).isEqualTo("lease-" + MergeDesk.MOST_WAITING);
                assertThat(failed.reason()).contains("128 shards wait");
            });
            assertThat(desk.size()).isEqualTo(MergeDesk.MOST_WAITING);
        }
    }

    private static QueueCredentials credentials() {
        return new QueueCredentials("x", "x", "x", LATER);
    }

    private static Work.OfShard work(int shard) {
        var plan = new Source("http://127.0.0.1/plan", Map.of(), 1, Optional.empty());
        return new Work.Inspect("test", 0, 0, shard, "lease-" + shard, LATER, plan);
    }

    /** Nobody works at it. */
    private MergeDesk desk(HttpClient http, QueueAccess access, List<Event> said) {
        var keys = KeyPair.generate(new Random(1));
        var nowhere = new Traffic(bytes -> {}, bytes -> {});
        var clock = Clock.systemUTC();
        var objects = new Objects(http, clock, new Random(1), new Outage("the object store", LOG, clock), nowhere);
        var traffic = new EpochTraffic(nowhere);
        var threads = Thread.ofVirtual().factory();
        var duties = new ShardDuties(
                RunSpec.of("test", 1, Presets.load("tiny"), EpochSpec.untilClosed()),
                0,
                keys.hotkey(),
                new EpochFolders(home, LOG),
                objects,
                new Rounds(objects, traffic),
                traffic,
                threads);
        var events = new EventSender(access, "events", keys, new Random(1), new Outage("the event queue", LOG, clock));
        return new MergeDesk(duties, events, said::add, () -> 0, threads, LOG);
    }
}
