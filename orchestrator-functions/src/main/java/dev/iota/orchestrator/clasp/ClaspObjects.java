package dev.iota.orchestrator.clasp;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.object.Objects;
import dev.iota.core.suspicion.EpochSuspicions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is known after each epoch of whom to audit more often, as objects. None is ever overwritten or removed. */
final class ClaspObjects {
    /** Twice the sums of as many miners as are compared. */
    private static final long MOST_BYTES = 1 << 24;

    private final Objects objects;

    ClaspObjects(Objects objects) {
        this.objects = objects;
    }

    boolean exists(int epoch) {
        return objects.length(ObjectKeys.clasp(epoch)).isPresent();
    }

    /**
     * What was known after an epoch; empty if it is not written yet.
     *
     * @throws dev.iota.core.base.MalformedException if the object is damaged
     */
    Optional<EpochSuspicions> read(int epoch) {
        return objects.read(ObjectKeys.clasp(epoch), MOST_BYTES)
                .map(bytes -> EpochSuspicions.read(new String(bytes, StandardCharsets.UTF_8)));
    }

    /** Writes what is known after an epoch where nothing is; false if there is something, which stays. */
    boolean write(EpochSuspicions document) {
        return objects.writeOnce(
                ObjectKeys.clasp(document.epoch()), document.write().getBytes(StandardCharsets.UTF_8));
    }
}
