package dev.iota.miner.agent.epoch;

import dev.iota.agent.home.FlatTensors;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.RunSpec;
import dev.iota.core.step.Warmup;
import dev.iota.miner.agent.compute.EpochState;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.Residual;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the state that an epoch begins from into the engine, and settles what the epoch before has left. */
public final class EpochStart {
    private final RunSpec spec;
    private final int stage;
    private final Hotkey hotkey;
    private final StageEngine engine;
    private final EpochFolders folders;
    private final Optional<Residual> residual;

    /** @param residual with error feedback */
    public EpochStart(
            MinerContext context,
            Hotkey hotkey,
            StageEngine engine,
            EpochFolders folders,
            Optional<Residual> residual) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.hotkey = hotkey;
        this.engine = engine;
        this.folders = folders;
        this.residual = residual;
    }

    /**
     * Weights and, where they are published, moments. In {@code diloco} moments are this miner's own: where the run
     * keeps them, they stay if it had the epoch before. Else they are zero and its first steps are short.
     *
     * @param present whether the engine comes from the epoch before
     * @return whether its first steps are short
     */
    public Warmup load(EpochState epochState, boolean present) throws IOException {
        var checkpoint = epochState.checkpoint();
        var mode = spec.epochs().merge().mode();
        var state = engine.state();
        try (var file = FileChannel.open(epochState.state())) {
            var flat = new FlatTensors(file, tensors()).requireComplete();
            state.readWeights(flat);
            if (mode == Mode.AVERAGE) {
                state.readMoments(flat, checkpoint.steps());
            }
        }
        if (residual.isPresent()) {
            residual.get().settle(checkpoint, hotkey);
        }
        if (mode != Mode.DILOCO) {
            return Warmup.NONE;
        }
        var restarted = spec.epochs().merge().diloco().moments() == Moments.RESTARTED;
        if (present && !restarted) {
            return Warmup.NONE;
        }
        state.clearMoments();
        if (restarted) {
            return Warmup.restartedIn(checkpoint.epoch(), spec.training().stepsPerEpoch());
        }
        return checkpoint.epoch() == 0 ? Warmup.NONE : Warmup.joining();
    }

    /** What is kept of a state, in its order. */
    private List<TensorSource> tensors() {
        var state = engine.state();
        return spec.epochs().merge().mode() == Mode.AVERAGE
                ? Stream.concat(state.weights().stream(), state.moments().stream())
                        .toList()
                : state.weights();
    }

    /** Keeps what a fresh engine has, which the first epoch starts from, as a state. */
    public void keepSeeded() throws IOException {
        var state = folders.of(0, stage).state();
        var draft = state.resolveSibling("state.part");
        Files.deleteIfExists(draft);
        try (var file = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            FlatTensors.write(tensors(), file);
        }
        Files.move(draft, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
