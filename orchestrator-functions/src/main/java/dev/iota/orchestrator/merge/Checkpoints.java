package dev.iota.orchestrator.merge;

import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.wire.Source;
import dev.iota.orchestrator.context.Caches;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** Published checkpoints: reads and writes them, and lets miners read what they consist of. */
public final class Checkpoints {
    /** How long URLs live: loading a large stage over a slow line takes a while. */
    public static final Duration LIFE = EpochTimes.LONGEST;

    /** A list of URLs is given out for so long before the next one is made. */
    private static final Duration SHARED = Duration.ofMinutes(5);

    /** Those of all stages of two epochs, in the deepest run; the largest have about a megabyte. */
    private static final int KNOWN = 64;

    private final Services services;
    private final Cache<String, StageCheckpoint> known = Caches.of(KNOWN).build();
    private final Cache<String, Source> accesses;

    public Checkpoints(Services services) {
        this.services = services;
        this.accesses =
                Caches.of(KNOWN, services.clock()).expireAfterWrite(SHARED).build();
    }

    /** @throws IllegalStateException if the object is not what its name says */
    public StageCheckpoint read(StoredObject object) {
        return known.get(object.sha256(), sha256 -> {
            var text = new String(
                    services.objects().read(object.key(), object.bytes()).orElseThrow(() -> missing(object)),
                    StandardCharsets.UTF_8);
            if (!Sha256.hex(text).equals(sha256)) {
                throw missing(object);
            }
            return StageCheckpoint.read(text);
        });
    }

    /**
     * Writes the first sections of a state to a file, block after block; the very first are the weights.
     *
     * @throws IOException if an object is not what the checkpoint says, or the file cannot be written
     */
    public void download(StageCheckpoint checkpoint, int sections, Path file) throws IOException {
        var wanted = checkpoint.objects().stream()
                .filter(object -> object.section() < sections)
                .sorted(Comparator.comparingInt(StateObject::section).thenComparingInt(StateObject::firstBlock))
                .toList();
        try (var out = Files.newOutputStream(file)) {
            for (var object : wanted) {
                var found = services.objects().copy(object.key(), out);
                if (!found.equals(object.sha256())) {
                    throw new IOException("the object %s has the SHA-256 %s, its checkpoint says %s"
                            .formatted(object.key(), found, object.sha256()));
                }
            }
        }
    }

    /** Stores a checkpoint; the same one again is the same object. */
    public StoredObject write(StageCheckpoint checkpoint) {
        return write(ObjectKeys::checkpoint, checkpoint.write());
    }

    /** Stores what is of use for a while. */
    public StoredObject writeForRound(Object value) {
        return write(ObjectKeys::round, Json.write(value));
    }

    private StoredObject write(java.util.function.UnaryOperator<String> key, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var object = new StoredObject(key.apply(Sha256.hex(text)), bytes.length, Sha256.hex(text));
        services.objects().write(object.key(), bytes);
        return object;
    }

    /** A {@link CheckpointAccess} to it. */
    public Source access(StoredObject object) {
        return accesses.get(object.sha256(), sha256 -> newAccess(object));
    }

    private Source newAccess(StoredObject object) {
        var checkpoint = read(object);
        var access = writeForRound(new CheckpointAccess(
                readable(object, LIFE),
                checkpoint.objects().stream()
                        .map(o -> services.objects().readable(o.key(), o.bytes(), Optional.of(o.sha256()), LIFE))
                        .toList()));
        return readable(access, LIFE);
    }

    /** Lets a miner read an object for a time. */
    public Source readable(StoredObject object, Duration life) {
        return services.objects().readable(object.key(), object.bytes(), Optional.of(object.sha256()), life);
    }

    private static IllegalStateException missing(StoredObject object) {
        return new IllegalStateException(
                "the object %s is not there, or not what its name says".formatted(object.key()));
    }
}
