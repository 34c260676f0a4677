package dev.iota.miner.agent.merge;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.Published;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.wire.Source;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.EpochTraffic.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans of rounds, with the manifests and checkpoints that they name, each read once. Safe for several threads. */
public final class RoundPlanCache {
    private final PresignedObjects presignedObjects;
    private final EpochTraffic traffic;
    private final Map<String, Round> rounds = new HashMap<>();
    private final Map<String, Manifest> manifests = new HashMap<>();
    private final Map<String, StageCheckpoint> checkpoints = new HashMap<>();

    public RoundPlanCache(PresignedObjects presignedObjects, EpochTraffic traffic) {
        this.presignedObjects = presignedObjects;
        this.traffic = traffic;
    }

    /**
     * A plan, with everything that it names but the blocks.
     *
     * @param manifests in the order of the plan's uploads
     */
    record Round(RoundPlan plan, List<Manifest> manifests, Published published) {
        Round {
            manifests = List.copyOf(manifests);
        }

        /** @throws MalformedException if there is no such shard */
        Shard shard(int index) {
            return plan.shards().stream()
                    .filter(shard -> shard.index() == index)
                    .findFirst()
                    .orElseThrow(() -> new MalformedException("the plan has no shard %d".formatted(index)));
        }
    }

    /** @param epoch that is merged */
    synchronized Round get(Source plan, int epoch, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var name = plan.sha256().orElse("");
        var known = rounds.get(name);
        if (known != null) {
            return known;
        }
        var texts = texts(epoch);
        var read = Json.read(texts.text(plan, deadline), RoundPlan.class);
        var all = new ArrayList<Manifest>();
        for (var upload : read.uploads()) {
            var manifest = manifest(texts, upload.manifest(), deadline);
            var difference = manifest.differenceFrom(read.spec(), upload.hotkey());
            if (difference.isPresent()) {
                throw new MalformedException(
                        "an upload of the plan is not what it says: %s".formatted(difference.get()));
            }
            all.add(manifest);
        }
        var round = new Round(read, all, published(texts, read.published(), deadline));
        rounds.put(name, round);
        return round;
    }

    private PresignedObjects texts(int epoch) {
        return presignedObjects.counting(traffic.of(epoch, Kind.TEXT));
    }

    private Manifest manifest(PresignedObjects texts, Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var known = known(manifests, source);
        if (known.isPresent()) {
            return known.get();
        }
        var manifest = Manifest.read(texts.text(source, deadline));
        manifests.put(source.sha256().orElseThrow(), manifest);
        return manifest;
    }

    /**
     * A published state.
     *
     * @param epoch that it came of
     */
    public synchronized Published published(Source access, int epoch, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        return published(texts(epoch), access, deadline);
    }

    private Published published(PresignedObjects texts, Source access, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var places = Json.read(texts.text(access, deadline), CheckpointAccess.class);
        var known = known(checkpoints, places.checkpoint());
        if (known.isPresent()) {
            return new Published(known.get(), places);
        }
        var checkpoint = StageCheckpoint.read(texts.text(places.checkpoint(), deadline));
        checkpoints.put(places.checkpoint().sha256().orElseThrow(), checkpoint);
        return new Published(checkpoint, places);
    }

    private static <T> Optional<T> known(Map<String, T> all, Source source) {
        return source.sha256().map(all::get);
    }

    /** The next epoch has others. */
    synchronized void clear() {
        rounds.clear();
        manifests.clear();
        checkpoints.clear();
    }
}
