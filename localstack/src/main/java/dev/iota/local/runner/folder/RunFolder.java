package dev.iota.local.runner.folder;

import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a run on this machine, in one folder.
 *
 * <pre>
 * run.json          what the run is and how long it has trained: {@link RunFile}, with hashes of what does not change
 * data/             token shards and manifest.json
 * cloud/            tables and objects
 * miners/0/ …       home of each miner process: keys, sessions, snapshots
 * logs/             output of each process
 * checkpoint/       the trained model
 * report.json       what the run did, for people and programs
 * preset.json       the shape that was asked for
 * tokenizer.json    the tokenizer, if it is not the byte tokenizer
 * spec.json         the run's specification, for subcommands that want a file
 * run.lock          held while a runner works here
 * </pre>
 */
public final class RunFolder implements AutoCloseable {
    /** The file that says what the run is. */
    public static final String RECORD = "run.json";

    /** The folder of all runs, where no other one was named. */
    public static final Path RUNS = Path.of("runs");

    private static final String CHECKPOINT = "checkpoint";
    private static final String TOKENIZER = "tokenizer.json";

    private final Path root;
    private final FileChannel lockFile;
    private final FileLock lock;
    private Optional<Map<String, String>> hashes = Optional.empty();

    private RunFolder(Path root, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Makes the folder of a new run, which must be missing or empty. */
    public static RunFolder create(Path root) {
        try {
            Files.createDirectories(root);
            return lock(root).orElseThrow(() -> isTaken(root));
        } catch (IOException e) {
            throw new RunnerException(e, "cannot make the run's folder %s: %s", root, new LocalDisk(root).reason(e));
        }
    }

    /** Opens the folder of a run. */
    public static RunFolder open(Path root) {
        return openIfFree(root).orElseThrow(() -> isTaken(root));
    }

    /** The same; empty if another runner works in it. */
    public static Optional<RunFolder> openIfFree(Path root) {
        if (Files.isDirectory(root) && !Files.isExecutable(root)) {
            throw new RunnerException(
                    "cannot look into %s: its permissions do not allow it; change them, or ask the user whose run it"
                            + " is",
                    root);
        }
        if (!Files.isRegularFile(root.resolve(RECORD))) {
            throw new RunnerException(
                    "%s is no folder of a run, since it has no run.json; name one that ./iota train made", root);
        }
        if (!Files.isReadable(root.resolve(RECORD))) { // before anything is left there that its user may not write
            throw new RunnerException(
                    "cannot read %s: its permissions do not allow it; change them, or ask the user whose run it is",
                    root.resolve(RECORD));
        }
        return lock(root);
    }

    private static RunnerException isTaken(Path root) {
        return new RunnerException("another runner is working in %s; wait for its end, or choose another folder", root);
    }

    private static Optional<RunFolder> lock(Path root) {
        try {
            var file = FileChannel.open(root.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = tryLock(file);
            if (lock == null) {
                file.close();
                return Optional.empty();
            }
            return Optional.of(new RunFolder(root.toAbsolutePath().normalize(), file, lock));
        } catch (IOException e) {
            throw new RunnerException(
                    e, "cannot write in the run's folder %s: %s", root, new LocalDisk(root).reason(e));
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    public Path root() {
        return root;
    }

    public Path data() {
        return root.resolve("data");
    }

    public Path cloud() {
        return root.resolve("cloud");
    }

    public Path miner(int index) {
        return root.resolve("miners").resolve(Integer.toString(index));
    }

    /** Who the process of a miner is; empty before it has made its key. */
    public Optional<Hotkey> hotkey(int miner) {
        return AgentKey.hotkey(miner(miner).resolve("miner-0"));
    }

    public Path validator(int index) {
        return root.resolve("validators").resolve(Integer.toString(index));
    }

    /** Who a validator is; empty before it has made its key. */
    public Optional<Hotkey> validatorHotkey(int validator) {
        return AgentKey.hotkey(validator(validator));
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    public Path checkpoint() {
        return root.resolve(CHECKPOINT);
    }

    public Path report() {
        return root.resolve("report.json");
    }

    /** Where collected weights lie until they are a checkpoint. */
    public Path weights() {
        return root.resolve("weights");
    }

    /** The run's copy of its tokenizer's file, if its tokenizer has one. */
    public Optional<Path> tokenizer() {
        return Optional.of(root.resolve(TOKENIZER)).filter(Files::exists);
    }

    /** Keeps a copy of a tokenizer's file. */
    public void keepTokenizer(Path file) {
        try {
            Files.copy(file, root.resolve(TOKENIZER), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RunnerException(e, "cannot copy the tokenizer %s: %s", file, new LocalDisk(root).reason(e));
        }
    }

    /** The shape that was asked for, as a preset file. */
    public Path preset() {
        return root.resolve("preset.json");
    }

    /** Where the run's specification lies for the subcommands that want a file. */
    public Path spec() {
        return root.resolve("spec.json");
    }

    /** @throws RunnerException if it is damaged */
    public RunFile record() {
        var text = text(root);
        hashes = Optional.of(text.hashes());
        return text.run();
    }

    /**
     * What a folder says that its run is, whoever works in it.
     *
     * @throws RunnerException if it is damaged
     */
    public static RunFile record(Path root) {
        return text(root).run();
    }

    private static RunFileText text(Path root) {
        var file = root.resolve(RECORD);
        try {
            return RunFileText.read(Files.readString(file));
        } catch (MalformedException | CharacterCodingException e) {
            throw new RunnerException(
                    e,
                    "%s is damaged: %s; put a good copy of it back, or start another run (what was trained so far is "
                            + "in %s)",
                    file,
                    e instanceof MalformedException ? String.valueOf(e.getMessage()) : "it is no text",
                    root.resolve(CHECKPOINT));
        } catch (IOException e) {
            throw new RunnerException(e, "cannot read %s: %s", file, FileReason.of(e));
        }
    }

    /** Writes what the run is; the first time with the hashes of what it consists of. */
    public void write(RunFile record) {
        if (hashes.isEmpty()) {
            hashes = Optional.of(FolderCheck.hashes(this));
        }
        replace(root.resolve(RECORD), new RunFileText(record, hashes.get()).write());
    }

    /** SHA-256 of files that do not change while the run lives, by their path in the folder. */
    Map<String, String> hashes() {
        return hashes.orElse(Map.of());
    }

    /** Writes a whole file or leaves it as it was. */
    public static void replace(Path file, String text) {
        var next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(next, text);
            try {
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new RunnerException(
                    e,
                    "cannot write %s: %s",
                    file,
                    new LocalDisk(file.toAbsolutePath().resolveSibling("")).reason(e));
        }
    }

    /** Takes back everything that {@link #create} and its users made. */
    public void remove() {
        close();
        remove(root);
    }

    /** Removes collected weights. */
    public void removeWeights() {
        remove(weights());
    }

    private static void remove(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new RunnerException(e, "cannot remove %s: %s", folder, new LocalDisk(folder).reason(e));
        }
    }

    @Override
    public void close() {
        try {
            if (lockFile.isOpen()) {
                lock.release();
            }
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
