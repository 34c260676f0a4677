package dev.iota.local.runner.operator;

import dev.iota.cloud.object.Objects;
import dev.iota.core.base.FileReason;
import dev.iota.core.data.DataManifest;
import dev.iota.local.runner.folder.RunFolder;
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
     * Stores the token shards of a folder where they are not, or are damaged.
     *
     * @param prefix of their keys
     * @return a sentence for each that was stored, was damaged since, and is replaced by the folder's copy
     */
    List<String> store(DataManifest manifest, String prefix, RunFolder folder) {
        var replaced = new ArrayList<String>();
        for (var shard : manifest.shards()) {
            var key = prefix + shard.key();
            var file = folder.data().resolve(shard.key());
            var stored = objects.sha256(key);
            if (stored.filter(shard.sha256()::equals).isEmpty()) {
                objects.write(key, file);
                stored.ifPresent(found ->
                        replaced.add("the token shard %s was damaged in the run's object store; %s is put in its place"
                                .formatted(key, file)));
            }
        }
        return replaced;
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
