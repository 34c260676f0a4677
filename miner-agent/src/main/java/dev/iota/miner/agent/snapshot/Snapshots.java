package dev.iota.miner.agent.snapshot;

import dev.iota.agent.home.FlatTensors;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.FileReason;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.step.Applied;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StateCopy;
import dev.iota.model.engine.StateGoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;

/**
 * Takes snapshots of an engine and loads them. A thread of their own writes them while the device works, one at a time;
 * what a step changes before it is written waits in memory.
 */
public final class Snapshots {
    private final SnapshotStore store;
    private final StageEngine engine;
    private final ThreadFactory threads;
    private final Meters meters;
    private final Logger log;
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

    public Snapshots(MinerContext context, SnapshotStore store, StageEngine engine) {
        this.store = store;
        this.engine = engine;
        this.threads = context.threads();
        this.meters = context.meters();
        this.log = context.log();
    }

    /** Whether the last one is on the disk, so that another may begin. */
    public boolean isIdle() {
        return writing.isDone();
    }

    /**
     * Takes a snapshot between two steps. A disk that fails is logged: the miner goes on, and would lose more if it
     * were killed.
     *
     * @param meta what to keep beside the tensors
     * @param answers that it keeps, in the same order
     */
    public void take(SnapshotMeta meta, List<Applied.Answer> answers) {
        var state = engine.state().copy();
        var parameters = engine.parameters().size();
        var done = new CompletableFuture<Void>();
        writing = done;
        threads.newThread(() -> {
                    try {
                        write(state, parameters, meta, answers);
                    } finally {
                        done.complete(null);
                    }
                })
                .start();
    }

    private void write(StateCopy state, int parameters, SnapshotMeta meta, List<Applied.Answer> answers) {
        var draft = store.draftFolder(meta.stage());
        try {
            store.draft(meta.stage());
            try (var file = create(draft, SnapshotStore.WEIGHTS)) {
                state.write(parameters, file);
            }
            try (var file = create(draft, SnapshotStore.MOMENTS)) {
                state.write(2 * parameters, file);
            }
            try (var file = create(draft, SnapshotStore.GRADIENTS)) {
                for (var answer : answers) {
                    if (answer.gradient().isPresent()) {
                        var bytes = ByteBuffer.wrap(answer.gradient().get());
                        while (bytes.hasRemaining()) {
                            file.write(bytes);
                        }
                    }
                }
            }
            store.commit(draft, meta);
            removeFromJournal(meta);
            meters.snapshot();
            meters.trouble(Optional.empty());
            log.debug(
                    "snapshot of step {} of epoch {} is on the disk",
                    meta.progress().step(),
                    meta.progress().epoch());
        } catch (StateGoneException e) {
            remove(draft);
        } catch (IOException e) {
            state.giveUp();
            failed(draft, e);
        }
    }

    /** What is in both snapshots is needed no more. */
    private void removeFromJournal(SnapshotMeta meta) throws IOException {
        var oldest = store.oldestPoint().filter(point -> point.stage() == meta.stage());
        if (oldest.isPresent()) {
            store.journal(meta.stage()).removeUpTo(oldest.get());
        }
    }

    /** What was written of it must not take the room that is needed. */
    private void failed(Path draft, IOException e) {
        var folder = draft.resolveSibling("");
        var reason = new LocalDisk(folder).fault(e).orElseGet(() -> "check the disk of %s: %s"
                .formatted(folder, FileReason.of(e)));
        var sentence = "a snapshot could not be written, a restart would lose the steps since the last one: " + reason;
        if (!meters.trouble().equals(Optional.of(sentence))) {
            log.error("{}", sentence);
        }
        meters.trouble(Optional.of(sentence));
        remove(draft);
    }

    private void remove(Path draft) {
        try {
            EpochFolders.remove(draft);
        } catch (IOException kept) {
            log.debug("{} stays: {}", draft, FileReason.of(kept));
        }
    }

    /** Waits until the last one is on the disk. */
    public void await() {
        writing.join();
    }

    /** Puts tensors of a snapshot into the engine. */
    public void load(SnapshotStore.Stored stored) throws IOException {
        var state = engine.state();
        try (var file = FileChannel.open(stored.file(SnapshotStore.WEIGHTS))) {
            state.readWeights(new FlatTensors(file, state.weights()).requireComplete());
        }
        try (var file = FileChannel.open(stored.file(SnapshotStore.MOMENTS))) {
            state.readMoments(
                    new FlatTensors(file, state.moments()).requireComplete(),
                    stored.meta().engineSteps());
        }
    }

    /** The answers that a snapshot keeps. */
    public static List<Applied.Answer> answers(SnapshotStore.Stored stored) throws IOException {
        var accumulated = stored.meta().accumulated();
        var all = new ArrayList<Applied.Answer>();
        try (var in = Files.newInputStream(stored.file(SnapshotStore.GRADIENTS))) {
            for (var i = 0; i < accumulated.answers().size(); i++) {
                Event.BackwardDone event = accumulated.answers().get(i);
                var length = accumulated.gradientBytes().get(i);
                var gradient = in.readNBytes(length);
                all.add(new Applied.Answer(
                        event, length == 0 ? java.util.Optional.empty() : java.util.Optional.of(gradient)));
            }
        }
        return all;
    }

    private static FileChannel create(Path draft, String name) throws IOException {
        return FileChannel.open(draft.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
