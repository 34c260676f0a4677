package dev.iota.research;

import dev.iota.core.data.DataManifest;
import dev.iota.core.run.TrainingSpec;
import dev.iota.model.file.AtomicFile;
import dev.iota.model.text.corpus.Corpus;
import dev.iota.model.text.packing.FolderSink;
import dev.iota.model.text.packing.Packing;
import dev.iota.model.text.packing.PackingSpec;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Text as token shards of bytes in a folder, for what trains by itself. */
final class PackedText {
    private PackedText() {}

    /** Writes the shards and their manifest. */
    static DataManifest write(Path folder, Corpus corpus, TrainingSpec training) throws IOException {
        try (var tokenizer = Tokenizer.of("byte", Optional.empty())) {
            var manifest = new Packing(tokenizer, training.sequence(), training.sequences(), PackingSpec.withSeed(0))
                    .pack(corpus, new FolderSink(folder), (read, all, documents, tokens) -> {});
            AtomicFile.write(
                    folder.resolve(FolderSink.MANIFEST), manifest.write().getBytes(StandardCharsets.UTF_8));
            return manifest;
        }
    }
}
