package dev.iota.miner.agent.merge;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.Published;
import dev.iota.agent.link.StageRound;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.wire.Source;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.EpochTraffic.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Plans of rounds, with the manifests and checkpoints that they name, each read once. Safe for several threads. */
public final class RoundPlanCache {
    private final PresignedObjects presignedObjects;
    private final EpochTraffic traffic;
    private final Map<String, StageRound> rounds = new HashMap<>();
    private final Map<String, Manifest> manifests = new HashMap<>();
    private final Map<String, StageCheckpoint> checkpoints = new HashMap<>();

    public RoundPlanCache(PresignedObjects presignedObjects, EpochTraffic traffic) {
        this.presignedObjects = presignedObjects;
        this.traffic = traffic;
    }

    /** @param epoch that is merged */
    synchronized StageRound get(Source plan, int epoch, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var name = plan.sha256().orElse("");
        var known = rounds.get(name);
        if (known != null) {
            return known;
        }
        var texts = texts(epoch);
        var read = Json.read(texts.text(plan, deadline), RoundPlan.class);
        var round = StageRound.of(read, new StageRound.Texts() {
            @Override
            public Manifest manifest(Source source) throws InputBadException, TooLateException, InterruptedException {
                return RoundPlanCache.this.manifest(texts, source, deadline);
            }

            @Override
            public Published published(Source access) throws InputBadException, TooLateException, InterruptedException {
                return RoundPlanCache.this.published(texts, access, deadline);
            }
        });
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
