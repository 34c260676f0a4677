package dev.iota.orchestrator.epoch;

import dev.iota.cloud.table.AppliedRow;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.score.StageReceipts;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.hop.PositionReturns;
import dev.iota.orchestrator.merge.Stages;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is left to do of a stage's epoch when its result is certain. Done again, it finds nothing. */
final class EpochCleanup {
    /** Uploads of so many epochs are kept, for whoever wants to know how the last ones were merged. */
    private static final int UPLOADS_KEPT = 2;

    private final Services services;
    private final Stages stages;
    private final Removal removal;
    private final PositionReturns positionReturns;

    EpochCleanup(Services services, Stages stages) {
        this.services = services;
        this.stages = stages;
        this.removal = new Removal(services);
        this.positionReturns = new PositionReturns(services);
    }

    /**
     * Gives back what is in no upload that counts: gradients of miners whose upload did not come, came too late or was
     * left out. Uploads that nobody needs any more are removed.
     *
     * @return what was accepted and is contained in what is published; the same whenever it is asked for
     */
    StageReceipts settle(Run run, StageMerge item) {
        services.miners()
                .all()
                .filter(miner -> miner.stage() == item.stage())
                .forEach(miner -> giveBack(run, item.epoch(), miner.hotkey(), contained(item, miner.hotkey())));
        removeUploads(item.epoch() - UPLOADS_KEPT, item.stage());
        return new StageReceipts(
                run.spec().run(),
                item.epoch(),
                item.stage(),
                item.exclusion().orElseThrow().kept().stream()
                        .map(Contribution::hotkey)
                        .sorted()
                        .flatMap(hotkey -> work(item, hotkey).stream())
                        .toList());
    }

    /** What was accepted of a miner and is in its upload, which may say more than it did. */
    private Optional<StageReceipts.Work> work(StageMerge item, Hotkey hotkey) {
        var contained = contained(item, hotkey);
        var accepted = services.applied()
                .ofEpoch(hotkey, item.epoch())
                .filter(row -> row.acknowledged().isPresent() && contained.contains(row.microbatch()))
                .map(AppliedRow::microbatch)
                .sorted()
                .toList();
        return accepted.isEmpty() ? Optional.empty() : Optional.of(new StageReceipts.Work(hotkey, accepted));
    }

    /** The microbatches of a miner's upload, if it counts. */
    private Set<Long> contained(StageMerge item, Hotkey hotkey) {
        return item.exclusion().orElseThrow().kept().stream()
                .filter(kept -> kept.hotkey().equals(hotkey))
                .flatMap(kept -> services.epochs().upload(item.epoch(), item.stage(), hotkey).stream())
                .flatMap(upload -> stages.manifest(upload).steps().stream())
                .flatMap(step -> step.microbatches().stream())
                .collect(Collectors.toSet());
    }

    private void giveBack(Run run, int epoch, Hotkey hotkey, Set<Long> contained) {
        var lost = services.applied()
                .ofEpoch(hotkey, epoch)
                .filter(row -> !contained.contains(row.microbatch()))
                .toList();
        positionReturns.giveBack(run, lost, "its gradient is in no upload that counts");
        services.steps()
                .ofEpoch(hotkey, epoch)
                .filter(record -> !record.discarded())
                .filter(record -> record.step().microbatches().stream()
                        .noneMatch(entry -> contained.contains(entry.microbatch())))
                .toList()
                .forEach(services.steps()::discard);
    }

    /** One that was published as it is stays. */
    private void removeUploads(int epoch, int stage) {
        if (epoch < 0) {
            return;
        }
        var published = services.runs().pointer(epoch + 1).orElseThrow().of(stage);
        var used = stages.checkpoints().read(published).objects().stream()
                .map(StateObject::key)
                .collect(Collectors.toSet());
        removal.remove(services.epochs().uploads(epoch, stage).stream()
                .flatMap(UploadState::keys)
                .filter(key -> !used.contains(key))
                .toList());
    }
}
