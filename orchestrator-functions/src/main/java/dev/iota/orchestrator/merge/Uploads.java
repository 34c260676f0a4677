package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lets miners announce uploads, and accepts those that are stored as they were announced. */
public final class Uploads {
    private static final int TRIES = 10;

    /** Bytes of one block's hash in a manifest, with quotes and comma, and some. */
    private static final int HASH_BYTES = 70;

    /** Bytes of everything else of a manifest, its step log above all: fifty thousand microbatches. */
    private static final int LOG_BYTES = 1 << 20;

    private final Services services;
    private final Stages stages;

    public Uploads(Services services, Stages stages) {
        this.services = services;
        this.stages = stages;
    }

    /** @throws ApiRefusedException if the session is not the current one, or this is not what was asked for */
    public UploadResponse announce(Run run, Hotkey hotkey, UploadRequest request) {
        var session = Sha256.hex(request.session());
        var holder =
                services.miners().get(hotkey).filter(m -> m.session().hash().equals(session) && m.stage() == request.stage());
        if (holder.isEmpty()) {
            throw ApiRefusedException.fenced("this session is fenced, or holds another stage");
        }
        var stage = services.epochs()
                .stage(request.epoch(), request.stage())
                .filter(item -> item.phase() == StageMerge.Phase.COLLECTING)
                .orElseThrow(() -> ApiRefusedException.fenced(
                        "stage %d does not collect uploads of epoch %d".formatted(request.stage(), request.epoch())));
        check(spec(run, request.epoch(), request.stage()), request);
        for (var tries = 0; tries < TRIES; tries++) {
            var found = services.epochs().upload(request.epoch(), request.stage(), hotkey);
            if (found.isPresent() && says(found.get(), request)) {
                return answer(run, stage, found.get());
            }
            if (found.filter(UploadState::accepted).isPresent()) {
                throw ApiRefusedException.fenced("another upload of this miner was accepted already");
            }
            var next = item(
                    run,
                    hotkey,
                    request,
                    found.map(before -> before.version() + 1).orElse(0L));
            if (found.isPresent()
                    ? services.epochs().replace(next)
                    : services.epochs().create(next)) {
                return answer(run, stage, next);
            }
        }
        throw new BusyException("the upload of %s".formatted(hotkey));
    }

    private static void check(UploadSpec spec, UploadRequest request) {
        var bytes = spec.codec().bytes(spec.layout());
        var wanted = Collections.nCopies(spec.payload().sections(), bytes);
        var announced =
                request.sections().stream().map(UploadRequest.Announced::bytes).toList();
        if (!announced.equals(wanted)) {
            throw ApiRefusedException.malformed("sections of %s bytes; wanted %s".formatted(announced, wanted));
        }
        if (request.manifest().bytes() < 1 || request.manifest().bytes() > longest(spec)) {
            throw ApiRefusedException.malformed("a manifest of %d bytes; wanted 1 to %d"
                    .formatted(request.manifest().bytes(), longest(spec)));
        }
    }

    private static long longest(UploadSpec spec) {
        return (long) HASH_BYTES * spec.payload().sections() * spec.layout().blocks() + LOG_BYTES;
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
        var until = stage.since().plus(run.spec().epochs().quorums().grace());
        var now = services.now();
        var left = until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        var life = left.plus(run.spec().leases().margin());
        return new UploadResponse(
                item.lease(),
                until,
                item.sections().stream().map(object -> sink(object, life)).toList(),
                sink(item.manifest(), life));
    }

    private dev.iota.core.wire.Sink sink(StoredObject object, Duration life) {
        return services.objects().writable(object.key(), object.bytes(), object.sha256(), life);
    }

    private UploadSpec spec(Run run, int epoch, int stage) {
        var elements = stages.published(epoch, stage).layout().elements();
        return run.spec().epochs().upload(run.spec().run(), epoch, stage, elements);
    }

    /** @throws BusyException if others were faster every time */
    public EventOutcome handle(Run run, Hotkey sender, Event.UploadStored event) {
        for (var tries = 0; tries < TRIES; tries++) {
            var stage = services.epochs().stage(event.epoch(), event.stage());
            var found = services.epochs().upload(event.epoch(), event.stage(), sender);
            if (stage.isEmpty() || found.isEmpty()) {
                return new EventOutcome.Quarantined(
                        "%s announced no upload of stage %d".formatted(sender, event.stage()));
            }
            var item = found.get();
            if (!item.lease().equals(event.lease())) {
                return new EventOutcome.Dropped(
                        "the upload that %s announced last is %s".formatted(sender, item.lease()));
            }
            if (stage.get().phase() != StageMerge.Phase.COLLECTING) {
                return new EventOutcome.Dropped(
                        "stage %d is %s".formatted(event.stage(), stage.get().phase()));
            }
            var flaw = item.accepted() ? Optional.<String>empty() : flaw(run, item, event);
            if (flaw.isPresent()) {
                return new EventOutcome.Quarantined(flaw.get());
            }
            if (item.accepted() || services.epochs().replace(item.asAccepted())) {
                stages.evaluate(run, event.epoch(), event.stage());
                return item.accepted()
                        ? new EventOutcome.Dropped("the upload of %s was accepted already".formatted(sender))
                        : new EventOutcome.Counted("the upload of %s is accepted".formatted(sender));
            }
        }
        throw new BusyException("the upload of %s".formatted(sender));
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
        if (!Sha256.hex(text).equals(event.manifest())
                || !event.manifest().equals(item.manifest().sha256())) {
            return Optional.of("the manifest is not the one that was announced and signed");
        }
        try {
            return Manifest.read(new String(text, StandardCharsets.UTF_8))
                    .differenceFrom(spec(run, item.epoch(), item.stage()), item.hotkey());
        } catch (MalformedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Until when a miner should upload and has not begun to; empty if there is nothing to upload. */
    public Optional<Instant> missedBy(Run run, MinerRecord miner) {
        return services.epochs()
                .stage(run.epoch(), miner.stage())
                .filter(stage -> stage.phase() == StageMerge.Phase.COLLECTING)
                .filter(stage -> services.epochs()
                        .upload(run.epoch(), miner.stage(), miner.hotkey())
                        .isEmpty())
                .map(stage -> stage.since().plus(run.spec().epochs().quorums().grace()));
    }
}
