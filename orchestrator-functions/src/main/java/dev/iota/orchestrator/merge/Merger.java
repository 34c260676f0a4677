package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.Arbitration;
import dev.iota.core.merge.shard.Arbitration.Ruling;
import dev.iota.core.merge.shard.MergeTask;
import dev.iota.core.merge.shard.Recomputation;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.merge.shard.ShardWork;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.merge.upload.Upload;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Does what the merge function is asked to, with the classes that miners use. Its results are the truth. */
public final class Merger {
    /** Under this name its results stand. */
    private static final String LEASE = "merge function";

    private final Services services;
    private final Stages stages;
    private final ShardEvents events;
    private final StructuredLog structuredLog = new StructuredLog(Merger.class);

    public Merger(Services services, Stages stages) {
        this.services = services;
        this.stages = stages;
        this.events = new ShardEvents(services, stages);
    }

    private record Scene(Run run, StageMerge stage, ShardState item, StageCheckpoint published, List<Upload> uploads) {
        Shard shard() {
            return item.work().shard();
        }

        ShardMerge merge(Services services) {
            var epochs = run.spec().epochs();
            return new ShardMerge(
                    epochs.merge().aggregation(),
                    published.next(epochs, run.spec().training()),
                    stage.exclusion().orElseThrow(),
                    uploads,
                    ObjectBlocks.ofState(services.objects(), published));
        }
    }

    /** Does a task; one whose round is over does nothing. */
    public void perform(Run run, MergeTask task) {
        try {
            switch (task) {
                case MergeTask.Inspect inspect -> {
                    var scene = scene(run, inspect, Phase.INSPECTING, Round.INSPECTION);
                    if (scene.isPresent()) {
                        inspect(scene.get());
                    }
                }
                case MergeTask.Merge merge -> {
                    var scene = scene(run, merge, Phase.MERGING, Round.MERGE);
                    if (scene.isPresent()) {
                        merge(scene.get());
                    }
                }
                case MergeTask.Recompute recompute -> {
                    var scene = scene(run, recompute, Phase.MERGING, Round.MERGE);
                    if (scene.isPresent()) {
                        recompute(scene.get(), recompute);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot do " + task, e);
        }
    }

    private Optional<Scene> scene(Run run, MergeTask task, Phase phase, Round round) {
        var stage = services.epochs().stage(task.epoch(), task.stage()).filter(item -> item.phase() == phase);
        var item = services.epochs().shard(task.epoch(), task.stage(), round, task.shard());
        if (stage.isEmpty() || item.isEmpty()) {
            structuredLog.routine("merge task dropped", "its round is over", "task", task);
            return Optional.empty();
        }
        return Optional.of(new Scene(
                run, stage.get(), item.get(), stages.published(task.epoch(), task.stage()), uploads(stage.get())));
    }

    private List<Upload> uploads(StageMerge stage) {
        return stage.uploads().stream()
                .map(counted -> services.epochs()
                        .upload(stage.epoch(), stage.stage(), counted.hotkey())
                        .orElseThrow())
                .map(upload -> {
                    var manifest = stages.manifest(upload);
                    return new Upload(
                            manifest, ObjectBlocks.ofUpload(services.objects(), manifest.spec(), upload.parts()));
                })
                .toList();
    }

    private void inspect(Scene scene) throws IOException {
        var inspection = new Inspection(ObjectBlocks.ofState(services.objects(), scene.published()));
        var findings = inspection.inspect(scene.shard(), scene.uploads());
        var truth = List.of(Inspection.hash(findings));
        finish(scene, truth, (item, work) -> item.inspectedByMergeFunction(work, findings));
    }

    private void merge(Scene scene) throws IOException {
        var sections = scene.published().sections();
        try (var files = new SectionFiles(sections)) {
            var truth = new ArrayList<>(scene.merge(services).merge(scene.shard(), files));
            var objects = new ArrayList<StateObject>();
            for (var section = 0; section < sections; section++) {
                objects.add(store(scene, section, files));
            }
            objects.stream().map(StateObject::sha256).forEach(truth::add);
            finish(scene, truth, (item, work) -> item.mergedByMergeFunction(work, objects));
        }
    }

    private StateObject store(Scene scene, int section, SectionFiles files) throws IOException {
        var shard = scene.shard();
        var file = files.file(section);
        var sha256 = files.sha256(section);
        var stage = scene.stage();
        var key = ObjectKeys.state(
                scene.run().spec().run(), stage.epoch(), stage.stage(), section, shard.firstBlock(), sha256);
        services.objects().write(key, file);
        return new StateObject(key, section, shard.firstBlock(), shard.blocks(), Files.size(file), sha256);
    }

    /** Puts its result in the place of all others, and says who was wrong. */
    private void finish(Scene scene, List<String> truth, BiFunction<ShardState, ShardWork, ShardState> done) {
        var ruling = Arbitration.rule(scene.item().work(), truth);
        condemn(scene.stage(), ruling, false);
        var transitions =
                new ShardTransitions(scene.run().spec().epochs().merge().releases());
        var reason = services.optimistic().retry(name(scene), Options.DEFAULT, () -> {
            var item = current(scene);
            var decision = transitions.doneByMergeFunction(item.work(), LEASE, truth);
            return !decision.changed() || services.epochs().replace(done.apply(item, decision.next()))
                    ? Optional.of(decision.reason())
                    : Optional.empty();
        });
        structuredLog.notable("merge function", reason, "stage", scene.item().stage());
        after(scene, ruling);
    }

    /** Judges what was said about some blocks: a dispute, or an agreement that was drawn to be checked. */
    private void recompute(Scene scene, MergeTask.Recompute task) throws IOException {
        var merge = scene.merge(services);
        var disputed = scene.item().work().state() == State.DISPUTED;
        for (var block : task.blocks()) {
            var truth = merge.block(block).stream().map(Sha256::hex).toList();
            var ruling = Arbitration.rule(scene.item().work(), new Recomputation(task.shard(), block), truth);
            if (!ruling.wrong().isEmpty()) {
                condemn(scene.stage(), ruling, !disputed);
                after(scene, ruling);
                return;
            }
        }
        services.optimistic().until(name(scene), Options.DEFAULT, () -> {
            var item = current(scene);
            return !item.check().drawn().equals(task.blocks())
                    || item.check().checked()
                    || services.epochs().replace(item.withChecked());
        });
        after(scene, new Ruling(List.of(), "right"));
    }

    /** Writes down who was wrong; one agreement on something wrong, and every agreement is checked. */
    private void condemn(StageMerge stage, Ruling ruling, boolean agreed) {
        if (ruling.wrong().isEmpty()) {
            return;
        }
        services.optimistic().until("stage %d".formatted(stage.stage()), Options.DEFAULT, () -> {
            var item = services.epochs().stage(stage.epoch(), stage.stage()).orElseThrow();
            var share = agreed ? 1 : item.trust().recomputedShare();
            return services.epochs().replace(item.withWrong(ruling.wrong(), ruling.reason(), share));
        });
    }

    private static String name(Scene scene) {
        return "shard %d".formatted(scene.shard().index());
    }

    private void after(Scene scene, Ruling ruling) {
        if (ruling.wrong().isEmpty()) {
            events.done(scene.run(), scene.item());
        } else {
            structuredLog.wrong(
                    "wrong shard", ruling.reason(), "stage", scene.stage().stage());
            stages.evaluate(scene.run(), scene.stage().epoch(), scene.stage().stage());
        }
    }

    private ShardState current(Scene scene) {
        var item = scene.item();
        return services.epochs()
                .shard(item.epoch(), item.stage(), item.round(), scene.shard().index())
                .orElseThrow();
    }
}
