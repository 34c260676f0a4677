package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadRules;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.epoch.UploadState.Standing;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Sink;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lets miners announce uploads, and accepts those that are stored as they were announced: when the uploads of a stage
 * are collected, or before that of a miner that leaves.
 */
public final class Uploads {
    private final Services services;
    private final Stages stages;

    public Uploads(Services services, Stages stages) {
        this.services = services;
        this.stages = stages;
    }

    /** @throws ApiRefusedException if the session is not the current one, or this is not what was asked for */
    public UploadResponse announce(Run run, Hotkey hotkey, UploadRequest request) {
        var session = Sha256.hex(request.session());
        var holder = services.miners()
                .get(hotkey)
                .filter(m -> m.session().hash().equals(session) && m.stage() == request.stage());
        var miner =
                holder.orElseThrow(() -> ApiRefusedException.fenced("this session is fenced, or holds another stage"));
        var stage = services.epochs().stage(request.epoch(), request.stage());
        if (!takes(run, request.epoch(), stage)) {
            throw ApiRefusedException.fenced(
                    "stage %d does not collect uploads of epoch %d".formatted(request.stage(), request.epoch()));
        }
        rules(run, request.epoch(), request.stage())
                .flawOf(
                        request.parts().stream()
                                .map(UploadRequest.Announced::bytes)
                                .toList(),
                        request.manifest().bytes())
                .ifPresent(flaw -> {
                    throw ApiRefusedException.malformed(flaw);
                });
        var announced =
                services.optimistic().retry(name(hotkey), Options.DEFAULT, () -> announced(run, miner, stage, request));
        return answer(run, stage, announced);
    }

    /** @param before whether the same was announced before, so that some of it may be there */
    private record Announcement(UploadState upload, boolean before) {}

    /**
     * Whether uploads of an epoch are taken from a stage: while they are collected, and, of those who leave, while the
     * epoch trains.
     */
    private static boolean takes(Run run, int epoch, Optional<StageMerge> stage) {
        return stage.map(item -> item.phase() == Phase.COLLECTING).orElse(epoch == run.epoch() && !run.isHalted());
    }

    /** The upload as it is announced now; empty if another writer was faster. */
    private Optional<Announcement> announced(
            Run run, MinerRecord miner, Optional<StageMerge> stage, UploadRequest request) {
        var found = services.epochs().upload(request.epoch(), request.stage(), miner.hotkey());
        var same = found.filter(before -> says(before, request) && before.isKept(miner.resumptions()));
        if (same.isPresent()) {
            var known = same.get();
            if (!known.isOvertaken(miner.registration())) {
                return Optional.of(new Announcement(known, true));
            }
            var taken = known.takenOver(miner.registration());
            return services.epochs().replace(taken) ? Optional.of(new Announcement(taken, true)) : Optional.empty();
        }
        if (found.filter(before -> before.accepted() && !before.isOvertaken(miner.registration()))
                .isPresent()) {
            throw ApiRefusedException.fenced("another upload of this miner was accepted already");
        }
        var outdated =
                found.filter(UploadState::accepted).map(UploadState::keys).orElse(Stream.empty());
        var standing = new Standing(miner.registration(), stage.isEmpty(), Optional.empty(), outdated.toList());
        var next = item(
                run,
                miner.hotkey(),
                request,
                standing,
                found.map(before -> before.version() + 1).orElse(0L));
        var written = found.isPresent()
                ? services.epochs().replace(next)
                : services.epochs().create(next);
        return written ? Optional.of(new Announcement(next, false)) : Optional.empty();
    }

    private static String name(Hotkey hotkey) {
        return "the upload of %s".formatted(hotkey);
    }

    private UploadState item(Run run, Hotkey hotkey, UploadRequest request, Standing standing, long version) {
        var name = run.spec().run();
        var lease = services.randomId();
        var parts = IntStream.range(0, request.parts().size())
                .mapToObj(i -> new StoredObject(
                        ObjectKeys.uploaded(name, request.epoch(), request.stage(), hotkey, lease, i),
                        request.parts().get(i).bytes(),
                        request.parts().get(i).sha256()))
                .toList();
        var manifest = new StoredObject(
                ObjectKeys.manifest(name, request.epoch(), request.stage(), hotkey, lease),
                request.manifest().bytes(),
                request.manifest().sha256());
        return new UploadState(request.epoch(), request.stage(), hotkey, lease, parts, manifest, standing, version);
    }

    private static boolean says(UploadState item, UploadRequest request) {
        return item.manifest().sha256().equals(request.manifest().sha256())
                && item.parts().stream()
                        .map(StoredObject::sha256)
                        .toList()
                        .equals(request.parts().stream()
                                .map(UploadRequest.Announced::sha256)
                                .toList());
    }

    private UploadResponse answer(Run run, Optional<StageMerge> stage, Announcement announced) {
        var item = announced.upload();
        var times = new EpochTimes(run.spec());
        var now = services.now();
        var until = stage.map(times::uploadsUntil)
                .orElseGet(
                        () -> times.uploadUntil(item.epoch(), item.stage(), elements(item.epoch(), item.stage()), now));
        var left = until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        var life = left.plus(run.spec().leases().margin());
        return new UploadResponse(
                item.lease(),
                until,
                item.parts().stream().map(object -> sink(object, life)).toList(),
                sink(item.manifest(), life),
                announced.before() ? stored(item) : List.of());
    }

    private List<Integer> stored(UploadState item) {
        return IntStream.range(0, item.parts().size())
                .filter(part -> isThere(item.parts().get(part)))
                .boxed()
                .toList();
    }

    private boolean isThere(StoredObject object) {
        return services.objects().length(object.key()).orElse(-1) == object.bytes();
    }

    private Sink sink(StoredObject object, Duration life) {
        return services.objects().writable(object.key(), object.bytes(), object.sha256(), life);
    }

    private UploadRules rules(Run run, int epoch, int stage) {
        return new UploadRules(run.spec().epochs().upload(run.spec().run(), epoch, stage, elements(epoch, stage)));
    }

    private long elements(int epoch, int stage) {
        return stages.published(epoch, stage).layout().elements();
    }

    /** @throws BusyException if others were faster every time */
    public EventOutcome handle(Run run, Hotkey sender, Event.UploadStored event) {
        return services.optimistic().retry(name(sender), Options.DEFAULT, () -> accept(run, sender, event));
    }

    /** Empty if another writer was faster. */
    private Optional<EventOutcome> accept(Run run, Hotkey sender, Event.UploadStored event) {
        var stage = services.epochs().stage(event.epoch(), event.stage());
        var found = services.epochs().upload(event.epoch(), event.stage(), sender);
        if (found.isEmpty()) {
            return Optional.of(new EventOutcome.Quarantined(
                    "%s announced no upload of stage %d".formatted(sender, event.stage())));
        }
        var item = found.get();
        if (!item.lease().equals(event.lease())) {
            return Optional.of(new EventOutcome.Dropped(
                    "the upload that %s announced last is %s".formatted(sender, item.lease())));
        }
        if (!takes(run, event.epoch(), stage)) {
            return Optional.of(new EventOutcome.Dropped("stage %d is %s"
                    .formatted(
                            event.stage(),
                            stage.map(StageMerge::phase).map(Phase::toString).orElse("in another epoch"))));
        }
        if (!item.accepted()) {
            var missing = missing(item);
            if (missing.isPresent()) {
                return Optional.of(new EventOutcome.Quarantined(missing.get()));
            }
            var text = services.objects()
                    .read(item.manifest().key(), item.manifest().bytes())
                    .orElseThrow();
            var flaw = rules(run, item.epoch(), item.stage())
                    .flawOf(text, item.manifest().sha256(), event.manifest(), sender);
            if (flaw.isPresent()) {
                return Optional.of(new EventOutcome.Quarantined(flaw.get()));
            }
            if (!services.epochs().replace(item.asAccepted(stages.manifest(item).lastStep()))) {
                return Optional.empty();
            }
        }
        // Perhaps the uploads are collected by now.
        stages.evaluate(run, event.epoch(), event.stage());
        return Optional.of(
                item.accepted()
                        ? new EventOutcome.Dropped("the upload of %s was accepted already".formatted(sender))
                        : new EventOutcome.Counted("the upload of %s is accepted".formatted(sender)));
    }

    private Optional<String> missing(UploadState item) {
        return Stream.concat(item.parts().stream(), Stream.of(item.manifest()))
                .filter(object -> !isThere(object))
                .findFirst()
                .map(object -> "%s is not there, or not as long as announced".formatted(object.key()));
    }

    /**
     * Until when a miner should upload and has not yet; empty if there is nothing to upload. One that does so already
     * goes on, and one that was started again begins where it was.
     */
    public Optional<Instant> missedBy(Run run, MinerRecord miner) {
        return services.epochs()
                .stage(run.epoch(), miner.stage())
                .filter(stage -> stage.phase() == Phase.COLLECTING)
                .filter(stage -> services.epochs()
                        .upload(run.epoch(), miner.stage(), miner.hotkey())
                        .filter(upload -> upload.accepted() && !upload.isOvertaken(miner.registration()))
                        .isEmpty())
                .map(stage -> new EpochTimes(run.spec()).uploadsUntil(stage));
    }
}
