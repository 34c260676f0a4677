package dev.iota.orchestrator.audit;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.Subject;
import dev.iota.core.audit.AuditDraw;
import dev.iota.core.audit.Evidence;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardResult;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.Source;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.merge.Checkpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Draws which of the shards that miners merged are merged once more, when their stage is published. What such a shard
 * was merged from is copied, since uploads are removed by rules of their own. Killed after any call and asked again it
 * draws the same, and makes each audit once.
 */
public final class AuditedShards {
    private final Services services;
    private final Checkpoints checkpoints;
    private final StructuredLog structuredLog = new StructuredLog(AuditedShards.class);

    public AuditedShards(Services services) {
        this.services = services;
        this.checkpoints = new Checkpoints(services);
    }

    /**
     * Draws the audits of a stage.
     *
     * @param shards as they were merged
     * @param result the checkpoint that they are part of
     */
    public void draw(Run run, StageMerge stage, List<ShardState> shards, StoredObject result) {
        var share = run.spec().audits().share();
        if (share == 0) {
            return;
        }
        var secret =
                services.epochs().epoch(stage.epoch()).orElseThrow().start().secret();
        for (var shard : shards) {
            var draw = AuditDraw.ofShard(secret, run.spec().run(), stage.epoch(), stage.stage(), shard.index());
            if (draw.isBelow(share) && !shard.work().isByMergeFunction()) {
                services.optimistic()
                        .until(
                                "audit %s".formatted(draw.id()),
                                Options.DEFAULT,
                                () -> run.audits().get(draw.id()).isPresent()
                                        || evidence(run, draw.id(), stage, shard, result)
                                                .map(evidence -> create(run, draw.id(), share, shard, evidence))
                                                .orElse(true));
            }
        }
    }

    /** False if another writer was faster. */
    private boolean create(Run run, String id, double share, ShardState shard, Evidence.OfShard evidence) {
        var first = shard.work().results().getFirst().hotkey().orElseThrow();
        // How long it took nobody has said.
        var subject = new Subject(first, shard.epoch(), shard.stage(), 0, share);
        var now = services.now();
        var fresh = Audit.fresh(
                id, subject, evidence, now, now.plus(run.spec().audits().patience()));
        var transaction = services.transaction();
        run.audits().create(transaction, fresh);
        if (!transaction.commit().committed()) {
            return false;
        }
        structuredLog.routine("shard drawn", "its value is below the share", "audit", id, "shard", shard.index());
        return true;
    }

    /** Empty if something of it is gone, which is said. */
    private Optional<Evidence.OfShard> evidence(
            Run run, String audit, StageMerge stage, ShardState shard, StoredObject result) {
        var place = shard.work().shard();
        var spec = upload(run, shard.epoch(), shard.stage(), checkpoints.read(result));
        var given = new ArrayList<Evidence.Given>();
        for (var hotkey : stage.exclusion().orElseThrow().kept().stream()
                .map(Contribution::hotkey)
                .toList()) {
            var copied = services.epochs()
                    .upload(stage.epoch(), stage.stage(), hotkey)
                    .flatMap(upload -> copy(run, audit, given.size(), upload, numbers(spec, place)));
            if (copied.isEmpty()) {
                structuredLog.wrong(
                        "shard not audited", "the upload of %s is gone".formatted(hotkey), "shard", place.index());
                return Optional.empty();
            }
            given.add(copied.get());
        }
        var others = shard.work().results().stream()
                .skip(1)
                .map(ShardResult::hotkey)
                .flatMap(Optional::stream)
                .toList();
        var peak = run.spec().training().schedule().peak();
        return Optional.of(new Evidence.OfShard(place, others, peak, result, given));
    }

    private static UploadSpec upload(Run run, int epoch, int stage, StageCheckpoint state) {
        var spec = run.spec();
        return spec.epochs().upload(spec.run(), epoch, stage, state.layout().elements());
    }

    /** Parts of an upload that hold blocks of a shard. */
    private static List<Integer> numbers(UploadSpec spec, Shard shard) {
        return IntStream.range(0, spec.payload().sections())
                .flatMap(section -> IntStream.rangeClosed(
                        spec.part(section, shard.firstBlock()), spec.part(section, shard.endBlock() - 1)))
                .boxed()
                .toList();
    }

    private Optional<Evidence.Given> copy(Run run, String audit, int index, UploadState upload, List<Integer> numbers) {
        var manifest = copy(run, audit, upload, upload.manifest(), Evidence.OfShard.manifest(index));
        var parts = numbers.stream()
                .flatMap(number ->
                        copy(run, audit, upload, upload.parts().get(number), Evidence.OfShard.part(index, number))
                                .map(object -> new Evidence.Part(number, object))
                                .stream())
                .toList();
        return manifest.filter(_ -> parts.size() == numbers.size())
                .map(object -> new Evidence.Given(upload.hotkey(), object, parts));
    }

    private Optional<StoredObject> copy(Run run, String audit, UploadState upload, StoredObject object, String what) {
        var key = ObjectKeys.audited(run.spec().run(), upload.epoch(), audit, what);
        return services.objects().copy(object.key(), key)
                ? Optional.of(new StoredObject(key, object.bytes(), object.sha256()))
                : Optional.empty();
    }

    /** What a validator is given. */
    ShardEvidence readable(
            Run run, Subject subject, Evidence.OfShard shard, BiFunction<String, StoredObject, Source> source) {
        var published = checkpoints.access(
                services.runs().pointer(subject.epoch()).orElseThrow().of(subject.stage()));
        var plan = plan(run, subject, shard, published, source);
        return new ShardEvidence(
                shard.shard().index(),
                shard.peak(),
                source.apply("plan", checkpoints.writeForRound(plan)),
                source.apply("result", shard.result()));
    }

    /** The plan of the round, as far as it is about the shard; what counted is in the checkpoint that came of it. */
    public RoundPlan plan(
            Run run,
            Subject subject,
            Evidence.OfShard shard,
            Source published,
            BiFunction<String, StoredObject, Source> source) {
        var result = checkpoints.read(shard.result());
        var spec = upload(run, subject.epoch(), subject.stage(), result);
        return new RoundPlan(
                spec,
                shard.planned(spec.parts().size(), source),
                List.of(shard.shard()),
                published,
                Optional.of(new Exclusion(result.kept(), result.excluded())));
    }
}
