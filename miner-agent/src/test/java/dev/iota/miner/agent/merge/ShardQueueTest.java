package dev.iota.miner.agent.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.agent.failure.Outage;
import dev.iota.agent.link.EventSender;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.QueueAccess;
import dev.iota.agent.link.Traffic;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.TestQueues;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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

class ShardQueueTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final Logger LOG = LoggerFactory.getLogger(ShardQueueTest.class);

    @TempDir
    Path home;

    @Test
    void a_shard_that_there_is_no_room_for_is_given_back_at_once() {
        var said = new ArrayList<Event>();
        try (var http = HttpClient.newHttpClient();
                var access = new QueueAccess("http://127.0.0.1/inbox", TestQueues.REGION, credentials())) {
            var desk = desk(http, access, said);
            for (var shard = 0; shard < ShardQueue.MOST_WAITING; shard++) {
                desk.take(work(shard));
                desk.take(work(shard));
            }
            assertThat(said).isEmpty();

            desk.take(work(ShardQueue.MOST_WAITING));

            assertThat(said).singleElement().isInstanceOfSatisfying(Event.ShardFailed.class, failed -> {
                assertThat(failed.shard()).isEqualTo(ShardQueue.MOST_WAITING);
                assertThat(failed.lease()).isEqualTo("lease-" + ShardQueue.MOST_WAITING);
                assertThat(failed.reason()).contains("128 shards wait");
            });
            assertThat(desk.size()).isEqualTo(ShardQueue.MOST_WAITING);
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
    private ShardQueue desk(HttpClient http, QueueAccess access, List<Event> said) {
        var keys = KeyPair.generate(new Random(1));
        var nowhere = new Traffic(bytes -> {}, bytes -> {});
        var clock = Clock.systemUTC();
        var presignedObjects =
                new PresignedObjects(http, clock, new Random(1), new Outage("the object store", LOG, clock), nowhere);
        var traffic = new EpochTraffic(nowhere);
        var threads = Thread.ofVirtual().factory();
        var context = new MinerContext(
                RunSpec.of("test", 1, Presets.load("tiny"), EpochSpec.untilClosed()),
                0,
                clock,
                new Random(1),
                threads,
                new Meters(new SimpleMeterRegistry(), "test", clock),
                LOG);
        var duties = new ShardWorker(
                context,
                keys.hotkey(),
                new EpochFolders(home, LOG),
                presignedObjects,
                new RoundPlanCache(presignedObjects, traffic),
                traffic);
        var events = new EventSender(access, "events", keys, new Random(1), new Outage("the event queue", LOG, clock));
        return new ShardQueue(duties, events, said::add, () -> 0, threads, LOG);
    }
}
