package dev.iota.core.epoch;

import dev.iota.core.wire.Source;
import java.util.List;

/**
 * What is needed to read a checkpoint; an object of its own, since the URLs of a large stage are too many for a
 * message. The URLs live for a while; who comes later asks again with the next heartbeat.
 *
 * @param checkpoint the text of the {@link StageCheckpoint}
 * @param objects in the order of {@link StageCheckpoint#objects}
 */
public record CheckpointAccess(Source checkpoint, List<Source> objects) {
    public CheckpointAccess {
        objects = List.copyOf(objects);
    }
}
