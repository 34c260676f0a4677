package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.RunSpec;
import dev.iota.core.step.Warmup;
import dev.iota.core.wire.Source;
import dev.iota.miner.agent.compute.EpochState;
import dev.iota.miner.agent.compute.JournalReplay;
import dev.iota.miner.agent.compute.Restored;
import dev.iota.miner.agent.journal.JournalFolder;
import dev.iota.miner.agent.snapshot.SnapshotMeta;
import dev.iota.miner.agent.snapshot.SnapshotStore;
import dev.iota.miner.agent.snapshot.Snapshots;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.StepLog;
import dev.iota.miner.agent.step.TrainingProgress;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/** How a registered miner's engine begins: with its snapshot, a published state, or the seed. */
final class EngineRestore {
    private final RegisterResponse registered;
    private final RunSpec spec;
    private final SnapshotStore store;
    private final Snapshots snapshots;
    private final EpochParts epochs;
    private final JournalReplay replay;
    private final Applied applied;
    private final StepLog stepLog;
    private final Logger log;

    EngineRestore(
            RegisterResponse registered,
            SnapshotStore store,
            Snapshots snapshots,
            EpochParts epochs,
            JournalReplay replay,
            Applied applied,
            StepLog stepLog,
            Logger log) {
        this.registered = registered;
        this.spec = registered.spec();
        this.store = store;
        this.snapshots = snapshots;
        this.epochs = epochs;
        this.replay = replay;
        this.applied = applied;
        this.stepLog = stepLog;
        this.log = log;
    }

    /**
     * Also puts the state that the epoch started from on the disk, where merging reads it.
     *
     * @throws AgentException if the orchestrator asks for what is not there
     */
    Restored open(Optional<Kept> kept) throws IOException, InterruptedException {
        epochs.folders().claim(SnapshotMeta.fingerprint(spec));
        var beginning = Optional.<EpochState>empty();
        if (registered.checkpoint().isPresent()) {
            beginning = Optional.of(published(registered.checkpoint().get()));
            epochs.folders().removeBefore(beginning.get().checkpoint().epoch());
        } else {
            epochs.start().keepSeeded();
        }
        if (registered.resume()) {
            return resumed(kept);
        }
        store.clear(); // what they hold is not part of the run
        if (beginning.isPresent()) {
            var epoch = beginning.get().checkpoint().epoch();
            log.info("begins with the published state of epoch {}", epoch);
            return Restored.fresh(
                    new TrainingProgress(epoch, List.of(), epochs.start().load(beginning.get(), false)));
        }
        log.info("begins with the initial weights of seed {}", spec.seed());
        return Restored.fresh(new TrainingProgress(0, List.of(), Warmup.NONE));
    }

    private EpochState published(Source access) throws IOException, InterruptedException {
        try {
            return epochs.loader().load(access, registered.epoch());
        } catch (InputBadException | TooLateException | MalformedException e) {
            throw new AgentException(
                    "the published state of epoch %d cannot be loaded: %s; start again to try again"
                            .formatted(registered.epoch(), e.getMessage()),
                    e);
        }
    }

    private Restored resumed(Optional<Kept> kept) throws IOException, InterruptedException {
        var stored = kept.map(Kept::snapshot)
                .orElseThrow(
                        () -> new AgentException("the orchestrator asks for a snapshot that this miner does not have"));
        var meta = stored.meta();
        if (meta.stage() != registered.stage() || !meta.model().equals(SnapshotMeta.fingerprint(spec))) {
            throw AgentException.wrong("the snapshot %s is of another model or stage; move it away and start again"
                    .formatted(stored.folder()));
        }
        snapshots.load(stored);
        applied.restore(meta.accumulated().ids(), Snapshots.answers(stored));
        meta.unconfirmed().forEach(event -> stepLog.sent(event, Instant.EPOCH));
        var progress = meta.progress();
        log.info("goes on from the snapshot of step {} of epoch {}", progress.step(), progress.epoch());
        return replayed(kept.get().journal(), progress);
    }

    private Restored replayed(JournalFolder.Continuation journal, TrainingProgress progress)
            throws IOException, InterruptedException {
        var folder = store.journal(registered.stage());
        folder.cut(journal);
        if (journal.files().isEmpty()) {
            return new Restored(progress, List.of(), true);
        }
        try {
            var restored = replay.replay(journal, progress);
            folder.removeAfter(
                    progress.epoch(),
                    restored.progress().step() + (restored.open().isEmpty() ? 0 : 1));
            return restored;
        } catch (JournalReplay.DiffersException | RuntimeException e) {
            folder.clear(); // whatever it is, it would come again with every start
            throw new AgentException(
                    "what was computed since step %d cannot be computed again: %s; start again to go on from that step"
                            .formatted(progress.step(), e.getMessage()),
                    e);
        }
    }
}
