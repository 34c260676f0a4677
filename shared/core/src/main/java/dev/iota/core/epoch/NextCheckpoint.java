package dev.iota.core.epoch;

import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.step.AverageStep;
import dev.iota.core.merge.upload.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The checkpoint that follows a published one.
 *
 * @param parent that the epoch started from
 * @param sha256 of the parent
 */
public record NextCheckpoint(StageCheckpoint parent, String sha256) {
    /** The same state under the number of another epoch. */
    public StageCheckpoint carriedOver(int epoch, Exclusion exclusion) {
        return new StageCheckpoint(
                parent.run(),
                epoch,
                parent.stage(),
                Optional.of(sha256),
                Origin.CARRIED_OVER,
                parent.parameters(),
                parent.sections(),
                parent.steps(),
                parent.objects(),
                parent.blocks(),
                exclusion.kept(),
                exclusion.excluded());
    }

    /** The only upload as it is, which nobody verified. */
    public StageCheckpoint asItIs(StageMerge stage, Mode mode, UploadState upload, Manifest manifest) {
        var parts = manifest.spec().parts();
        var objects = IntStream.range(0, parts.size())
                .mapToObj(i -> {
                    var part = parts.get(i);
                    var stored = upload.parts().get(i);
                    return new StateObject(
                            stored.key(),
                            part.section(),
                            part.firstBlock(),
                            part.blocks(),
                            stored.bytes(),
                            stored.sha256());
                })
                .toList();
        return of(stage, mode, Origin.UNVERIFIED, objects, manifest.blocks());
    }

    /**
     * What the shards were merged to.
     *
     * @param objects that hold every block of every section once
     */
    public StageCheckpoint merged(StageMerge stage, Mode mode, List<StateObject> objects, List<ShardState> shards) {
        var origin = stage.uploads().size() == 1 ? Origin.UNVERIFIED : Origin.MERGED;
        var blocks = IntStream.range(0, parent.sections())
                .boxed()
                .flatMap(section -> shards.stream().flatMap(shard -> blocks(shard, section).stream()))
                .toList();
        return of(stage, mode, origin, objects, blocks);
    }

    private static List<String> blocks(ShardState shard, int section) {
        var count = shard.work().shard().blocks();
        return shard.work().readable().orElseThrow().subList(section * count, (section + 1) * count);
    }

    private StageCheckpoint of(
            StageMerge stage, Mode mode, Origin origin, List<StateObject> objects, List<String> blocks) {
        var exclusion = stage.exclusion().orElseThrow();
        return new StageCheckpoint(
                parent.run(),
                stage.epoch() + 1,
                parent.stage(),
                Optional.of(sha256),
                origin,
                parent.parameters(),
                parent.sections(),
                steps(stage, mode, exclusion),
                objects,
                blocks,
                exclusion.kept(),
                exclusion.excluded());
    }

    private long steps(StageMerge stage, Mode mode, Exclusion exclusion) {
        var taken = stage.uploads().stream()
                .collect(Collectors.toMap(StageMerge.Counted::hotkey, StageMerge.Counted::steps));
        return mode == Mode.AVERAGE
                ? AverageStep.stepsAfter(parent.steps(), exclusion.kept(), taken)
                : parent.steps() + 1;
    }
}
