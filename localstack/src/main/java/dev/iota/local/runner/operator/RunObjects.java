package dev.iota.local.runner.operator;

import dev.iota.cloud.object.Objects;
import dev.iota.core.base.FileReason;
import dev.iota.core.data.DataManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Objects of a run, held against the hashes that its documents give. */
final class RunObjects {
    private static final String REMEDY = "--resume puts the copy of the run's folder in its place";

    private final Objects objects;

    RunObjects(Objects objects) {
        this.objects = objects;
    }

    /**
     * The token shards that are not what the manifest says.
     *
     * @param prefix of their keys
     * @return a sentence for each
     */
    List<String> damaged(String prefix, DataManifest manifest) {
        var damaged = new ArrayList<String>();
        for (var shard : manifest.shards()) {
            var key = prefix + shard.key();
            try {
                var found = objects.copy(key, OutputStream.nullOutputStream());
                if (!found.equals(shard.sha256())) {
                    damaged.add("the token shard %s is damaged: it has the SHA-256 %s, the manifest says %s; %s"
                            .formatted(key, found, shard.sha256(), REMEDY));
                }
            } catch (NoSuchKeyException e) {
                damaged.add("the token shard %s is gone; %s".formatted(key, REMEDY));
            } catch (IOException e) {
                damaged.add("the token shard %s cannot be read: %s".formatted(key, FileReason.of(e)));
            }
        }
        return damaged;
    }
}
