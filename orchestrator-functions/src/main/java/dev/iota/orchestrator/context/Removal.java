package dev.iota.orchestrator.context;

import dev.iota.cloud.object.ObjectsKeptException;
import java.util.Collection;

/**
 * Removes objects that nothing needs any more. What the store keeps costs its bytes and a line in the log, and nothing
 * else: neither a microbatch nor an epoch waits for it. A lost connection is another matter, and is thrown.
 */
public final class Removal {
    private final Services services;
    private final StructuredLog structuredLog = new StructuredLog(Removal.class);

    public Removal(Services services) {
        this.services = services;
    }

    public void remove(Collection<String> keys) {
        try {
            services.objects().delete(keys);
        } catch (ObjectsKeptException e) {
            structuredLog.wrong("objects not removed", String.valueOf(e.getMessage()));
        }
    }
}
