package dev.iota.orchestrator.audit;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Evidence;
import dev.iota.core.audit.TakenSteps;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.wire.AuditMaterial;
import dev.iota.core.wire.Source;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.merge.Checkpoints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The objects of audits of epochs. Those of the hops stay where they are; what they were done for, and the upload, are
 * copied beside them, since uploads are removed by rules of their own.
 */
final class AuditedEpochs {
    /** Of what a miner stored the orchestrator reads so much, spread over its hops, to see whether it is there. */
    private static final long MOST_BYTES = 64L << 20;

    private final Services services;
    private final Checkpoints checkpoints;
    private final WatchedObjects watchedObjects;
    private final Removal removal;

    AuditedEpochs(Services services) {
        this.services = services;
        this.checkpoints = new Checkpoints(services);
        this.watchedObjects = new WatchedObjects(services);
        this.removal = new Removal(services);
    }

    /** Stores what an audit needs besides hops; the same once more changes nothing. Empty if the upload is gone. */
    Optional<Evidence.OfEpoch> store(String audit, UploadState upload, String run, TakenSteps steps) {
        var manifest = copy(upload, upload.manifest(), run, audit, "manifest");
        var parts = IntStream.range(0, upload.parts().size())
                .mapToObj(i -> copy(upload, upload.parts().get(i), run, audit, "part-%d".formatted(i)))
                .flatMap(Optional::stream)
                .toList();
        if (manifest.isEmpty() || parts.size() < upload.parts().size()) {
            return Optional.empty();
        }
        var bytes = Json.write(steps).getBytes(StandardCharsets.UTF_8);
        var key = ObjectKeys.audited(run, upload.epoch(), audit, "steps");
        services.objects().write(key, bytes);
        var hopBytes =
                steps.objects().values().stream().mapToLong(StoredObject::bytes).sum();
        var extent = new Evidence.Extent(
                steps.steps().size(), Math.toIntExact(steps.hops().count()), hopBytes);
        return Optional.of(new Evidence.OfEpoch(
                new StoredObject(key, bytes.length, Sha256.hex(bytes)), manifest.get(), parts, extent));
    }

    private Optional<StoredObject> copy(
            UploadState upload, StoredObject object, String run, String audit, String what) {
        var key = ObjectKeys.audited(run, upload.epoch(), audit, what);
        return services.objects().copy(object.key(), key)
                ? Optional.of(new StoredObject(key, object.bytes(), object.sha256()))
                : Optional.empty();
    }

    /** @throws IllegalStateException if the object is gone, or is not what was stored */
    TakenSteps steps(Evidence.OfEpoch epoch) {
        var object = epoch.steps();
        var bytes = services.objects()
                .read(object.key(), object.bytes())
                .filter(read -> Sha256.hex(read).equals(object.sha256()))
                .orElseThrow(() -> new IllegalStateException(
                        "the object %s is not there, or not what was stored".formatted(object.key())));
        return Json.read(new String(bytes, StandardCharsets.UTF_8), TakenSteps.class);
    }

    /** What a validator is given. */
    AuditMaterial readable(Run run, int stage, Evidence.OfEpoch epoch, Duration life) {
        var model = run.spec().model();
        var ends = model.isHead(stage) || model.isTail(stage);
        var script = steps(epoch)
                .readable(hop -> hop.readable(
                        ends
                                ? Optional.of(
                                        run.works().tokens().evidence(hop.hop().position(), life))
                                : Optional.empty(),
                        (what, object) -> readable(object, life)));
        return epoch.readable(
                readable(checkpoints.writeForRound(script), life), (what, object) -> readable(object, life));
    }

    private Source readable(StoredObject object, Duration life) {
        return services.objects().readable(object.key(), object.bytes(), Optional.of(object.sha256()), life);
    }

    /**
     * Whether what the miner stored for its hops is there, and is what it signed; of much a part is looked at. The
     * store took no part of an upload that is another than was announced.
     */
    boolean isSound(Evidence.OfEpoch epoch) {
        var own = steps(epoch).hops().flatMap(hop -> hop.own().stream()).toList();
        return spread(own).stream().allMatch(object -> services.objects()
                .sha256(object.key())
                .filter(object.sha256()::equals)
                .isPresent());
    }

    private static List<StoredObject> spread(List<StoredObject> all) {
        var bytes = all.stream().mapToLong(StoredObject::bytes).sum();
        var count = bytes <= MOST_BYTES ? all.size() : Math.max(1, (int) (all.size() * MOST_BYTES / bytes));
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    /**
     * Removes the evidence of a decided audit, some of its hops at a time.
     *
     * @param keeping copies an object, by what it is, before it goes, if the audit was confirmed
     * @return whether nothing is left
     */
    boolean settle(Run run, Audit audit, Evidence.OfEpoch epoch, Keeping keeping) {
        var subject = audit.subject();
        var watched = new Watched(subject.epoch(), subject.stage());
        var confirmed = audit.state() == Audit.State.CONFIRMED;
        var left = true;
        while (left) {
            left = watchedObjects.removeSome(run, watched, subject.hotkey(), hop -> hop.hop()
                    .objects()
                    .forEach((what, object) -> keeping.keep(TakenSteps.name(hop.hop(), what), object)));
            if (left && confirmed) {
                return false;
            }
        }
        epoch.objects().forEach(keeping::keep);
        removal.remove(new ArrayList<>(epoch.keys()));
        return true;
    }

    /** What happens to an object that is evidence before it is removed. */
    @FunctionalInterface
    interface Keeping {
        void keep(String what, StoredObject object);
    }
}
