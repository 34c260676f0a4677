package dev.iota.research;

import dev.iota.core.data.DataManifest;
import dev.iota.model.data.TokenShardFile;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The training tokens of a folder that {@code tokenise} wrote, by their data positions. */
final class TrainingTokens implements AutoCloseable {
    private final DataManifest manifest;
    private final List<TokenShardFile> shards = new ArrayList<>();

    TrainingTokens(Path folder, DataManifest manifest) throws IOException {
        this.manifest = manifest;
        try {
            for (var shard : manifest.shards()) {
                shards.add(new TokenShardFile(folder.resolve(shard.key()), manifest));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    StageInput.Tokens at(long position) throws IOException {
        var place = manifest.plan().at(position);
        return shards.get(place.shard()).record(place.record());
    }

    @Override
    public void close() throws IOException {
        for (var shard : shards) {
            shard.close();
        }
    }
}
