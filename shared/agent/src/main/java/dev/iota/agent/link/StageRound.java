package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.wire.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A round of a stage's merge: its plan, with everything that it names but the blocks.
 *
 * @param manifests in the order of the plan's uploads
 */
public record StageRound(RoundPlan plan, List<Manifest> manifests, Published published) {
    public StageRound {
        manifests = List.copyOf(manifests);
    }

    /** Where the texts that a plan names come from. */
    public interface Texts {
        Manifest manifest(Source source) throws InputBadException, TooLateException, InterruptedException;

        /** @param access a {@link dev.iota.core.epoch.CheckpointAccess} */
        Published published(Source access) throws InputBadException, TooLateException, InterruptedException;
    }

    /** @throws MalformedException if an upload is not what the plan says */
    public static StageRound of(RoundPlan plan, Texts texts)
            throws InputBadException, TooLateException, InterruptedException {
        var manifests = new ArrayList<Manifest>();
        for (var upload : plan.uploads()) {
            var manifest = texts.manifest(upload.manifest());
            var difference = manifest.differenceFrom(plan.spec(), upload.hotkey());
            if (difference.isPresent()) {
                throw new MalformedException(
                        "an upload of the plan is not what it says: %s".formatted(difference.get()));
            }
            manifests.add(manifest);
        }
        return new StageRound(plan, manifests, texts.published(plan.published()));
    }

    /**
     * Reads a round.
     *
     * @param plan a {@link RoundPlan}
     * @param deadline when its URLs end
     */
    public static StageRound read(ObjectReader objects, Source plan, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        return of(Json.read(objects.text(plan, deadline), RoundPlan.class), new Texts() {
            @Override
            public Manifest manifest(Source source) throws InputBadException, TooLateException, InterruptedException {
                return Manifest.read(objects.text(source, deadline));
            }

            @Override
            public Published published(Source access) throws InputBadException, TooLateException, InterruptedException {
                return Published.read(objects, access, deadline);
            }
        });
    }

    /** @throws MalformedException if there is no such shard */
    public Shard shard(int index) {
        return plan.shards().stream()
                .filter(shard -> shard.index() == index)
                .findFirst()
                .orElseThrow(() -> new MalformedException("the plan has no shard %d".formatted(index)));
    }

    /** Where the blocks of an upload can be read. */
    public UploadParts parts(int upload) {
        return new UploadParts(
                manifests.get(upload).spec(), plan.uploads().get(upload).parts());
    }
}
