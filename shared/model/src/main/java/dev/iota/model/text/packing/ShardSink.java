package dev.iota.model.text.packing;

import java.io.IOException;
import java.io.OutputStream;

/** Where token shards go: a folder, an object store. */
@FunctionalInterface
public interface ShardSink {

    /** Writes the content of a shard. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Stores one shard, whole or not at all.
     *
     * @param key name of the shard, as the manifest will say it
     * @param length bytes that {@code body} writes, exactly
     * @param body called once
     */
    void put(String key, long length, Body body) throws IOException;
}
