package dev.iota.orchestrator.merge;

import dev.iota.cloud.client.Credentials;
import dev.iota.miner.agent.merge.Published;
import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.wire.Source;
import dev.iota.orchestrator.context.Services;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Published checkpoints: reads and writes them, and lets miners read what they consist of. */
public final class Checkpoints {
    /**
     * How long URLs live: loading a large stage over a slow link takes a while. Credentials of a function may end
     * sooner.
     */
    static final Duration LIFE = Duration.ofHours(6);

    /** A list of URLs is given out for so long before the next one is made. */
    private static final Duration SHARED = Duration.ofMinutes(5);

    private final Services services;
    private final Map<String, StageCheckpoint> known = new HashMap<>();
    private final Map<String, Shared> accesses = new HashMap<>();

    public Checkpoints(Services services) {
        this.services = services;
    }

    private record Shared(Source source, Instant until) {}

    /** @throws IllegalStateException if the object is not what its name says */
    public synchronized StageCheckpoint read(StoredObject object) {
        return known.computeIfAbsent(object.sha256(), sha256 -> {
            var text = new String(
                    services.objects().read(object.key(), object.bytes()).orElseThrow(() -> missing(object)),
                    StandardCharsets.UTF_8);
            if (!Sha256.hex(text).equals(sha256)) {
                throw missing(object);
            }
            return StageCheckpoint.read(text);
        });
    }

    /** Stores a checkpoint; the same one again is the same object. */
    public StoredObject write(StageCheckpoint checkpoint) {
        return write(ObjectKeys::checkpoint, checkpoint.write());
    }

    /** Stores what belongs to one round. */
    StoredObject writeForRound(Object value) {
        return write(ObjectKeys::round, Json.write(value));
    }

    private StoredObject write(java.util.function.UnaryOperator<String> key, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var object = new StoredObject(key.apply(Sha256.hex(text)), bytes.length, Sha256.hex(text));
        services.objects().write(object.key(), bytes);
        return object;
    }

    /** A {@link CheckpointAccess} to it. */
    public synchronized Source access(StoredObject object) {
        var now = services.now();
        var shared = accesses.get(object.sha256());
        if (shared != null && now.isBefore(shared.until())) {
            return shared.source();
        }
        var checkpoint = read(object);
        var access = writeForRound(new CheckpointAccess(
                readable(object, LIFE),
                checkpoint.objects().stream()
                        .map(o -> services.objects().readable(o.key(), o.bytes(), Optional.of(o.sha256()), LIFE))
                        .toList()));
        var source = readable(access, LIFE);
        accesses.put(object.sha256(), new Shared(source, now.plus(SHARED)));
        return source;
    }

    /** Lets a miner read an object for a time. */
    Source readable(StoredObject object, Duration life) {
        return services.objects().readable(object.key(), object.bytes(), Optional.of(object.sha256()), life);
    }

    private static IllegalStateException missing(StoredObject object) {
        return new IllegalStateException(
                "the object %s is not there, or not what its name says".formatted(object.key()));
    }
}
