package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadRules;
import dev.iota.core.epoch.UploadState;
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
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lets miners announce uploads, and accepts those that are stored as they were announced. */
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
        if (holder.isEmpty()) {
            throw ApiRefusedException.fenced("this session is fenced, or holds another stage");
        }
        var stage = services.epochs()
                .stage(request.epoch(), request.stage())
                .filter(item -> item.phase() == StageMerge.Phase.COLLECTING)
                .orElseThrow(() -> ApiRefusedException.fenced(
                        "stage %d does not collect uploads of epoch %d".formatted(request.stage(), request.epoch())));
        rules(run, request.epoch(), request.stage())
                .flawOf(
                        request.sections().stream()
                                .map(UploadRequest.Announced::bytes)
                                .toList(),
                        request.manifest().bytes())
                .ifPresent(flaw -> {
                    throw ApiRefusedException.malformed(flaw);
                });
        var upload = services.optimistic().retry(name(hotkey), Options.DEFAULT, () -> announced(run, hotkey, request));
        return answer(run, stage, upload);
    }

    /** The upload as it is announced now; empty if another writer was faster. */
    private Optional<UploadState> announced(Run run, Hotkey hotkey, UploadRequest request) {
        var found = services.epochs().upload(request.epoch(), request.stage(), hotkey);
        if (found.filter(before -> says(before, request)).isPresent()) {
            return found;
        }
        if (found.filter(UploadState::accepted).isPresent()) {
            throw ApiRefusedException.fenced("another upload of this miner was accepted already");
        }
        var next = item(
                run, hotkey, request, found.map(before -> before.version() + 1).orElse(0L));
        var written = found.isPresent()
                ? services.epochs().replace(next)
                : services.epochs().create(next);
        return written ? Optional.of(next) : Optional.empty();
    }

    private static String name(Hotkey hotkey) {
        return "the upload of %s".formatted(hotkey);
    }

    private UploadState item(Run run, Hotkey hotkey, UploadRequest request, long version) {
        var name = run.spec().run();
        var lease = services.randomId();
        var sections = IntStream.range(0, request.sections().size())
                .mapToObj(i -> new StoredObject(
                        ObjectKeys.uploaded(name, request.epoch(), request.stage(), hotkey, lease, i),
                        request.sections().get(i).bytes(),
                        request.sections().get(i).sha256()))
                .toList();
        var manifest = new StoredObject(
                ObjectKeys.manifest(name, request.epoch(), request.stage(), hotkey, lease),
                request.manifest().bytes(),
                request.manifest().sha256());
        return new UploadState(request.epoch(), request.stage(), hotkey, lease, sections, manifest, false, version);
    }

    private static boolean says(UploadState item, UploadRequest request) {
        return item.manifest().sha256().equals(request.manifest().sha256())
                && item.sections().stream()
                        .map(StoredObject::sha256)
                        .toList()
                        .equals(request.sections().stream()
                                .map(UploadRequest.Announced::sha256)
                                .toList());
    }

    private UploadResponse answer(Run run, StageMerge stage, UploadState item) {
        var until = new EpochTimes(run.spec()).uploadsUntil(stage);
        var now = services.now();
        var left = until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        var life = left.plus(run.spec().leases().margin());
        return new UploadResponse(
                item.lease(),
                until,
                item.sections().stream().map(object -> sink(object, life)).toList(),
                sink(item.manifest(), life));
    }

    private Sink sink(StoredObject object, Duration life) {
        return services.objects().writable(object.key(), object.bytes(), object.sha256(), life);
    }

    private UploadRules rules(Run run, int epoch, int stage) {
        var elements = stages.published(epoch, stage).layout().elements();
        return new UploadRules(run.spec().epochs().upload(run.spec().run(), epoch, stage, elements));
    }

    /** @throws BusyException if others were faster every time */
    public EventOutcome handle(Run run, Hotkey sender, Event.UploadStored event) {
        return services.optimistic().retry(name(sender), Options.DEFAULT, () -> accept(run, sender, event));
    }

    /** Empty if another writer was faster. */
    private Optional<EventOutcome> accept(Run run, Hotkey sender, Event.UploadStored event) {
        var stage = services.epochs().stage(event.epoch(), event.stage());
        var found = services.epochs().upload(event.epoch(), event.stage(), sender);
        if (stage.isEmpty() || found.isEmpty()) {
            return Optional.of(new EventOutcome.Quarantined(
                    "%s announced no upload of stage %d".formatted(sender, event.stage())));
        }
        var item = found.get();
        if (!item.lease().equals(event.lease())) {
            return Optional.of(new EventOutcome.Dropped(
                    "the upload that %s announced last is %s".formatted(sender, item.lease())));
        }
        if (stage.get().phase() != StageMerge.Phase.COLLECTING) {
            return Optional.of(new EventOutcome.Dropped(
                    "stage %d is %s".formatted(event.stage(), stage.get().phase())));
        }
        var flaw = item.accepted() ? Optional.<String>empty() : flaw(run, item, event);
        if (flaw.isPresent()) {
            return Optional.of(new EventOutcome.Quarantined(flaw.get()));
        }
        if (!item.accepted() && !services.epochs().replace(item.asAccepted())) {
            return Optional.empty();
        }
        stages.evaluate(run, event.epoch(), event.stage());
        return Optional.of(
                item.accepted()
                        ? new EventOutcome.Dropped("the upload of %s was accepted already".formatted(sender))
                        : new EventOutcome.Counted("the upload of %s is accepted".formatted(sender)));
    }

    private Optional<String> flaw(Run run, UploadState item, Event.UploadStored event) {
        var missing = Stream.concat(item.sections().stream(), Stream.of(item.manifest()))
                .filter(object -> services.objects().length(object.key()).orElse(-1) != object.bytes())
                .findFirst();
        if (missing.isPresent()) {
            return Optional.of("%s is not there, or not as long as announced"
                    .formatted(missing.get().key()));
        }
        var text = services.objects()
                .read(item.manifest().key(), item.manifest().bytes())
                .orElseThrow();
        return rules(run, item.epoch(), item.stage())
                .flawOf(text, item.manifest().sha256(), event.manifest(), item.hotkey());
    }

    /**
     * Until when a miner should upload and has not yet; empty if there is nothing to upload. One that does so already
     * goes on, and one that was started again begins where it was.
     */
    public Optional<Instant> missedBy(Run run, MinerRecord miner) {
        return services.epochs()
                .stage(run.epoch(), miner.stage())
                .filter(stage -> stage.phase() == StageMerge.Phase.COLLECTING)
                .filter(stage -> services.epochs()
                        .upload(run.epoch(), miner.stage(), miner.hotkey())
                        .filter(UploadState::accepted)
                        .isEmpty())
                .map(stage -> new EpochTimes(run.spec()).uploadsUntil(stage));
    }
}
