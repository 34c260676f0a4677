package dev.iota.model.text.packing;

import dev.iota.model.file.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;

/** Token shards as files of a folder, which is made if it is missing. */
public record FolderSink(Path folder) implements ShardSink {
    /** Name of the manifest that belongs beside the shards. */
    public static final String MANIFEST = "manifest.json";

    private static final int BUFFER = 1 << 16;

    @Override
    public void put(String key, long length, Body body) throws IOException {
        AtomicFile.write(folder.resolve(key), channel -> {
            var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            body.writeTo(out);
            out.flush();
            if (channel.position() != length) {
                throw new IOException(
                        "shard %s has %d bytes; %d were announced".formatted(key, channel.position(), length));
            }
        });
    }
}
