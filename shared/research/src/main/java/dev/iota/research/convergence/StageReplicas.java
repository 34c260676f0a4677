package dev.iota.research.convergence;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Inspected;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.step.AverageStep;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.step.Warmup;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All replicas of one stage, and the state that they begin an epoch from: engines and merge as they are in a run,
 * without a network.
 */
final class StageReplicas implements AutoCloseable {
    private static final String RUN = "convergence";

    private final TrainingSpec training;
    private final EpochSpec epochs;
    private final List<StageEngine> engines = new ArrayList<>();
    private final List<List<LoggedStep>> logs = new ArrayList<>();
    private final List<Hotkey> hotkeys;
    private final BlockLayout layout;
    /** Of {@code sync}: what each replica's only step of the epoch is. */
    private final List<FlatState> gradients = new ArrayList<>();

    private Warmup warmup = Warmup.NONE;
    private StageCheckpoint checkpoint;
    private FlatState published;
    private int scaled;
    private int excluded;

    StageReplicas(Trial trial, Preset preset, int stage, EngineOptions options) throws IOException {
        this.training = trial.training(preset);
        this.epochs = trial.epochs();
        this.hotkeys = IntStream.range(0, trial.replicas())
                .mapToObj(i -> Hotkey.of(ByteBuffer.allocate(32).putInt(i).array()))
                .toList();
        try {
            for (var replica = 0; replica < trial.replicas(); replica++) {
                engines.add(new StageEngine(preset.model(), training, stage, trial.seed(), options));
                logs.add(new ArrayList<>());
            }
            var parameters = engines.getFirst().parameters().stream()
                    .map(p -> new ParameterShape(p.name(), p.shape(), p.decayed()))
                    .toList();
            layout = new BlockLayout(
                    parameters.stream().mapToLong(ParameterShape::elements).sum());
            published = FlatState.of(
                    layout,
                    epochs.sections(),
                    channel -> write(engines.getFirst().state().weights(), channel));
            checkpoint = new StageCheckpoint(
                    RUN,
                    0,
                    stage,
                    Optional.empty(),
                    Origin.INITIAL,
                    parameters,
                    epochs.sections(),
                    0,
                    objects(),
                    published.hashes(),
                    List.of(),
                    List.of());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    StageEngine engine(int replica) {
        return engines.get(replica);
    }

    /**
     * Every replica steps with what it accumulated; in {@code sync} it shows its gradient instead.
     *
     * @param step of the epoch, counted from 0
     */
    void step(int step) throws IOException {
        var rate = warmup.factor() * training.learningRate(checkpoint.epoch(), step);
        for (var replica = 0; replica < engines.size(); replica++) {
            var engine = engines.get(replica);
            logs.get(replica).add(new LoggedStep(step + 1, engine.accumulated()));
            if (epochs.merge().mode() == Mode.SYNC) {
                gradients.add(FlatState.of(layout, 1, engine::gradient));
            } else {
                engine.step(rate);
            }
        }
        warmup = warmup.next();
    }

    /** Ends the epoch: uploads, inspection, exclusion, merge, and the next epoch's state in every replica. */
    void merge() throws IOException {
        var uploads = uploads();
        var whole = new Shard(0, 0, layout.blocks(), hotkeys.getFirst(), hotkeys.getLast());
        var findings = new Inspection(published).inspect(whole, uploads);
        var inspected = new ArrayList<Inspected>();
        var steps = new HashMap<Hotkey, Integer>();
        for (var i = 0; i < uploads.size(); i++) {
            var manifest = uploads.get(i).manifest();
            steps.put(manifest.hotkey(), manifest.steps(id -> true));
            inspected.add(Inspection.total(
                    manifest.hotkey(),
                    List.of(findings.get(i)),
                    manifest.microbatches(id -> true),
                    manifest.steps(id -> true)));
        }
        var exclusion = Exclusion.of(inspected, epochs.merge().exclusion());
        scaled += (int) exclusion.kept().stream().filter(c -> c.scale() != 1).count();
        excluded += exclusion.excluded().size();
        var next = new FlatState(layout, epochs.sections());
        var hashes = new ShardMerge(
                        epochs.merge().aggregation(), checkpoint.next(epochs, training), exclusion, uploads, published)
                .merge(whole, next);
        published = next;
        checkpoint = next(exclusion, hashes, steps);
        for (var engine : engines) {
            load(engine);
        }
        warmup = isRestarted() ? Warmup.restarted(training.stepsPerEpoch()) : Warmup.NONE;
        logs.forEach(List::clear);
        gradients.clear();
    }

    private boolean isRestarted() {
        var merge = epochs.merge();
        return merge.mode() == Mode.DILOCO && merge.diloco().moments() == Moments.RESTARTED;
    }

    /** What miners of the modes do: moments are published, or at home. */
    private void load(StageEngine engine) throws IOException {
        var state = engine.state();
        if (epochs.merge().mode() == Mode.AVERAGE) {
            var all = Stream.concat(state.weights().stream(), state.moments().stream())
                    .toList();
            state.readWeights(published.tensors(all));
            state.readMoments(published.tensors(all), checkpoint.steps());
        } else {
            state.readWeights(published.tensors(state.weights()));
            if (isRestarted()) {
                state.clearMoments();
            }
        }
    }

    private List<Upload> uploads() throws IOException {
        var uploads = new ArrayList<Upload>();
        for (var replica = 0; replica < engines.size(); replica++) {
            var spec = epochs.upload(RUN, checkpoint.epoch(), checkpoint.stage(), layout.elements());
            var state = engines.get(replica).state();
            var content =
                    switch (spec.payload()) {
                        case GRADIENT -> gradients.get(replica);
                        case WEIGHTS -> FlatState.of(layout, 1, channel -> write(state.weights(), channel));
                        case WEIGHTS_AND_MOMENTS ->
                            FlatState.of(layout, spec.payload().sections(), channel -> {
                                write(state.weights(), channel);
                                write(state.moments(), channel);
                            });
                        case DELTA -> throw new IllegalStateException("float32 uploads the weights themselves");
                    };
            uploads.add(
                    new Upload(new Manifest(spec, hotkeys.get(replica), logs.get(replica), content.hashes()), content));
        }
        return uploads;
    }

    private StageCheckpoint next(Exclusion exclusion, List<String> hashes, Map<Hotkey, Integer> steps) {
        return new StageCheckpoint(
                RUN,
                checkpoint.epoch() + 1,
                checkpoint.stage(),
                Optional.of(checkpoint.sha256()),
                Origin.MERGED,
                checkpoint.parameters(),
                checkpoint.sections(),
                epochs.merge().mode() == Mode.AVERAGE
                        ? AverageStep.stepsAfter(checkpoint.steps(), exclusion.kept(), steps)
                        : checkpoint.steps() + 1,
                objects(),
                hashes,
                exclusion.kept(),
                exclusion.excluded());
    }

    /** Where the state is in the object store of a run; here nothing looks. */
    private List<StateObject> objects() {
        return IntStream.range(0, epochs.sections())
                .mapToObj(section -> new StateObject(
                        "memory", section, 0, layout.blocks(), layout.elements() * Float.BYTES, Sha256.hex("memory")))
                .toList();
    }

    private static void write(List<TensorSource> tensors, WritableByteChannel channel) throws IOException {
        for (var tensor : tensors) {
            tensor.content().writeTo(channel);
        }
    }

    /** Uploads that were scaled down so far. */
    int scaled() {
        return scaled;
    }

    /** Uploads that were left out so far. */
    int excluded() {
        return excluded;
    }

    @Override
    public void close() {
        engines.forEach(StageEngine::close);
        engines.clear();
    }
}
