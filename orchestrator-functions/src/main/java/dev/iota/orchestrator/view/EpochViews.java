package dev.iota.orchestrator.view;

import dev.iota.core.api.view.EpochStageView;
import dev.iota.core.api.view.EpochSummary;
import dev.iota.core.api.view.EpochView;
import dev.iota.core.api.view.EpochsView;
import dev.iota.core.api.view.StageMergeSummary;
import dev.iota.core.api.view.View;
import dev.iota.core.epoch.HeldOutState;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.merge.inspect.Exclusion.Excluded;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardResult;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Epochs, their merges, and who did what in them. */
final class EpochViews {
    private final Services services;

    EpochViews(Services services) {
        this.services = services;
    }

    EpochsView epochs(Run run, ViewQuery query) {
        var limit = query.limit();
        var readAt = services.now();
        var before = query.number("after").orElse(run.epoch() + 1);
        var page = services.epochs().epochsBefore(before, limit);
        var heldOut = services.epochs().heldOutBefore(before, limit).stream()
                .collect(Collectors.toMap(HeldOutState::epoch, Function.identity()));
        return new EpochsView(
                View.FORMAT,
                readAt,
                page.stream()
                        .map(epoch -> EpochSummary.of(epoch, Optional.ofNullable(heldOut.get(epoch.epoch()))))
                        .toList(),
                RunViews.last(page, limit).map(epoch -> Integer.toString(epoch.epoch())));
    }

    EpochView epoch(Run run, ViewQuery query) {
        var number = query.required("epoch");
        var readAt = services.now();
        var epoch = services.epochs().epoch(number).orElseThrow(() -> unknown(number));
        var quorums = run.spec().epochs().quorums();
        return new EpochView(
                View.FORMAT,
                readAt,
                EpochSummary.of(epoch, services.epochs().heldOut(number)),
                new EpochView.Quorum(
                        quorums.trainingPercent(), quorums.minimumBackwards(), quorums.collectingPercent()),
                IntStream.range(0, run.stages())
                        .mapToObj(stage -> services.epochs().stage(number, stage))
                        .flatMap(Optional::stream)
                        .map(merge -> summary(run, merge))
                        .toList());
    }

    EpochStageView stage(Run run, ViewQuery query) {
        var epoch = query.required("epoch");
        var stage = RunViews.stage(run, query.required("stage"));
        var readAt = services.now();
        if (services.epochs().epoch(epoch).isEmpty()) {
            throw unknown(epoch);
        }
        var merge = services.epochs()
                .stage(epoch, stage)
                .orElseThrow(() -> ApiRefusedException.notFound(
                        "the merge of stage %d in epoch %d has not begun".formatted(stage, epoch)));
        return new EpochStageView(
                View.FORMAT,
                readAt,
                epoch,
                summary(run, merge),
                services.epochs().uploads(epoch, stage).stream()
                        .map(upload -> upload(merge, upload))
                        .toList(),
                Stream.of(Round.values())
                        .flatMap(round -> services.epochs().shards(epoch, stage, round).stream())
                        .map(EpochViews::shard)
                        .toList());
    }

    private static ApiRefusedException unknown(int epoch) {
        return ApiRefusedException.notFound("epoch %d has not begun".formatted(epoch));
    }

    private static StageMergeSummary summary(Run run, StageMerge merge) {
        var collectingEnds = Optional.of(merge)
                .filter(collecting -> collecting.phase() == StageMerge.Phase.COLLECTING)
                .map(collecting ->
                        collecting.since().plus(run.spec().epochs().quorums().grace()));
        return new StageMergeSummary(
                merge.stage(),
                merge.phase(),
                merge.since(),
                merge.progress().quorumSince(),
                collectingEnds,
                merge.uploads().size(),
                merge.exclusion()
                        .map(exclusion -> bounded(exclusion.excluded()))
                        .orElse(List.of()),
                bounded(merge.wrong()),
                merge.merged().carriedOver().map(View::bounded));
    }

    private static List<Excluded> bounded(List<Excluded> excluded) {
        return excluded.stream()
                .map(one -> new Excluded(one.hotkey(), View.bounded(one.reason())))
                .toList();
    }

    private static EpochStageView.Upload upload(StageMerge merge, UploadState upload) {
        return new EpochStageView.Upload(
                upload.hotkey(),
                upload.parts().stream().mapToLong(StoredObject::bytes).sum()
                        + upload.manifest().bytes(),
                upload.accepted(),
                merge.uploads().stream()
                        .filter(counted -> counted.hotkey().equals(upload.hotkey()))
                        .map(StageMerge.Counted::microbatches)
                        .findFirst(),
                merge.exclusion().stream()
                        .flatMap(exclusion -> exclusion.excluded().stream())
                        .filter(one -> one.hotkey().equals(upload.hotkey()))
                        .map(one -> View.bounded(one.reason()))
                        .findFirst());
    }

    private static EpochStageView.Shard shard(ShardState state) {
        var work = state.work();
        var shard = work.shard();
        return new EpochStageView.Shard(
                state.round(),
                shard.index(),
                work.state(),
                shard.firstBlock(),
                shard.blocks(),
                Stream.of(shard.first(), shard.second()).distinct().toList(),
                work.results().stream()
                        .map(ShardResult::hotkey)
                        .flatMap(Optional::stream)
                        .toList(),
                work.barred(),
                (int) work.issued().stream()
                        .map(ShardLease::hotkey)
                        .filter(hotkey -> !shard.isOwnedBy(hotkey))
                        .count(),
                work.isByMergeFunction());
    }
}
