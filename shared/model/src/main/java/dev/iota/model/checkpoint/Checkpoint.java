package dev.iota.model.checkpoint;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataManifest;
import dev.iota.core.run.Cut;
import dev.iota.model.file.AtomicFile;
import dev.iota.model.file.BoundedFile;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder with the weights of a whole model: {@code config.json}, the tokenizer's {@code tokenizer.json}, and
 * either {@code model.safetensors} (uncut: then the folder is an ordinary Llama of Hugging Face's layout, tokenizer and
 * all) or {@code stage-0.safetensors} and so on (a model with a bottleneck, which no other program knows). Names of
 * tensors are unique in the whole model.
 */
public final class Checkpoint {
    private static final int MOST_CONFIG_BYTES = 1 << 20;

    private final Path folder;
    private final CheckpointConfig config;
    private final Optional<FileHashes> hashes;
    private final Set<Path> checked = ConcurrentHashMap.newKeySet();

    private Checkpoint(Path folder, CheckpointConfig config, Optional<FileHashes> hashes) {
        this.folder = folder;
        this.config = config;
        this.hashes = hashes;
    }

    /**
     * Writes a checkpoint; each file is whole or not there, and {@code config.json}, which names the hashes of all,
     * comes last. A folder in which the writing was interrupted between two files is found out when it is read.
     *
     * @param folder made if it is missing
     * @param stages the tensors of each stage of {@code info.model()}, under Hugging Face's names if the model is uncut
     * @throws IllegalArgumentException if stages or vocabulary do not fit the model
     */
    public static void write(Path folder, CheckpointInfo info, Tokenizer tokenizer, List<List<TensorSource>> stages)
            throws IOException {
        var model = info.model();
        if (stages.size() != model.stages()) {
            throw new IllegalArgumentException(
                    "tensors of %d stages for a model of %d".formatted(stages.size(), model.stages()));
        }
        if (tokenizer.vocabulary() > model.vocabulary()) {
            throw new IllegalArgumentException("the tokenizer %s has %d tokens; the model has %d"
                    .formatted(tokenizer.name(), tokenizer.vocabulary(), model.vocabulary()));
        }
        var hashes = new TreeMap<String, String>();
        if (model.cut() == Cut.NONE) {
            var all = stages.stream().flatMap(List::stream).toList();
            writeTensors(folder, fileOf(info, 0), info, all, hashes);
        } else {
            for (var stage = 0; stage < stages.size(); stage++) {
                writeTensors(folder, fileOf(info, stage), info, stages.get(stage), hashes);
            }
        }
        write(folder, HuggingFaceTokenizer.FILE, HuggingFaceTokenizer.file(tokenizer), hashes);
        write(folder, HuggingFaceTokenizer.CONFIG_FILE, HuggingFaceTokenizer.config(tokenizer), hashes);
        var tokenizerName = tokenizer.file().isPresent() ? HuggingFaceTokenizer.FILE : DataManifest.BYTE;
        var text = new CheckpointConfig(info, tokenizerName, tokenizer.endOfTextName())
                .write(tokenizer, new FileHashes(hashes));
        AtomicFile.write(folder.resolve(CheckpointConfig.FILE), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeTensors(
            Path folder, String name, CheckpointInfo info, List<TensorSource> tensors, Map<String, String> hashes)
            throws IOException {
        hashes.put(name, SafetensorsWriter.write(folder.resolve(name), metadata(info), tensors));
    }

    private static void write(Path folder, String name, byte[] content, Map<String, String> hashes) throws IOException {
        AtomicFile.write(folder.resolve(name), content);
        hashes.put(name, Sha256.hex(content));
    }

    /**
     * Its files are checked when they are asked for.
     *
     * @throws MalformedException if the folder holds no checkpoint of this project, or its configuration is damaged;
     *     the message names folder and remedy
     * @throws IOException of the disk
     */
    public static Checkpoint open(Path folder) throws IOException {
        var file = folder.resolve(CheckpointConfig.FILE);
        String text;
        CheckpointConfig.Read read;
        try {
            text = BoundedFile.text(file, MOST_CONFIG_BYTES);
            read = CheckpointConfig.read(text);
        } catch (NoSuchFileException e) {
            throw new MalformedException(
                    "there is no checkpoint in %s: %s is missing; name the folder that a run wrote"
                            .formatted(folder, file),
                    e);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(
                    "%s is no configuration of a checkpoint: %s".formatted(file, e.getMessage()), e);
        }
        read.hashes().ifPresent(all -> all.requireConfig(file, text));
        return new Checkpoint(folder, read.config(), read.hashes());
    }

    /** What a reader has to be told about the checkpoint: one line, where its files carry no hashes. */
    public Optional<String> note() {
        return hashes.isPresent()
                ? Optional.empty()
                : Optional.of("note: %s names no hashes of its files, so they are read unchecked".formatted(folder));
    }

    /** What the weights are. */
    public CheckpointInfo info() {
        return config.info();
    }

    /**
     * The tokenizer the model was trained with. The caller closes it.
     *
     * @throws MalformedException if its file is damaged
     */
    public Tokenizer tokenizer() {
        if (config.tokenizer().equals(DataManifest.BYTE)) {
            return Tokenizer.of(DataManifest.BYTE, Optional.empty());
        }
        var file = folder.resolve(HuggingFaceTokenizer.FILE);
        try {
            require(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Tokenizer.of(file.toString(), Optional.of(config.endOfText()));
    }

    /** Checks the hash of a file, once. */
    private void require(Path file) throws IOException {
        if (hashes.isPresent() && checked.add(file)) {
            hashes.get().require(file);
        }
    }

    /**
     * The file with the tensors of a stage; it may hold those of other stages, too. The caller closes it.
     *
     * @throws MalformedException if it is damaged, or was not written together with {@code config.json}
     */
    public SafetensorsFile openStage(int stage) throws IOException {
        if (stage < 0 || stage >= info().model().stages()) {
            throw new IllegalArgumentException(
                    "stage %d of a model of %d".formatted(stage, info().model().stages()));
        }
        var path = folder.resolve(fileOf(info(), stage));
        try {
            var file = SafetensorsFile.open(path);
            try {
                if (!file.metadata().equals(metadata(info()))) {
                    throw new MalformedException(
                            ("%s belongs to another checkpoint (%s) than %s beside it (%s); its writing was "
                                            + "interrupted, so take another checkpoint")
                                    .formatted(path, file.metadata(), CheckpointConfig.FILE, metadata(info())));
                }
                require(path);
                return file;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new MalformedException("the checkpoint in %s is not whole: %s is missing".formatted(folder, path), e);
        }
    }

    private static String fileOf(CheckpointInfo info, int stage) {
        return info.model().cut() == Cut.NONE ? "model.safetensors" : "stage-%d.safetensors".formatted(stage);
    }

    /** Tells the checkpoints of a run apart. Other programs want the format named. */
    private static Map<String, String> metadata(CheckpointInfo info) {
        return Map.of(
                "format", "pt",
                "run", info.run(),
                "seed", Long.toString(info.seed()),
                "tokens", Long.toString(info.tokens()));
    }
}
