package dev.iota.orchestrator.member;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.MinerRecord.Holding;
import dev.iota.cloud.table.MinerRecord.Joining;
import dev.iota.cloud.table.MinerRecord.Load;
import dev.iota.cloud.table.MinerRecord.Progress;
import dev.iota.cloud.table.MinerRecord.Session;
import dev.iota.cloud.table.MinerRecord.Traffic;
import dev.iota.cloud.table.Placements;
import dev.iota.cloud.table.Placements.Placement;
import dev.iota.core.admission.Conduct;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.routing.Admission;
import dev.iota.core.routing.Candidate;
import dev.iota.core.routing.ReferenceRotation;
import dev.iota.core.routing.StageAssignment;
import dev.iota.core.step.Resumption;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.http.ApiRefusedException;
import dev.iota.orchestrator.merge.Checkpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lets miners in: checks the session, assigns a stage, and puts a new registration in the place of the one before. */
public final class Registrar {
    /** Bytes of a session's secret. */
    private static final int SECRET = 32;

    /** How long the numbers of a crowd are good for. */
    private static final Duration HINT = Duration.ofSeconds(5);

    private final Services services;
    private final Takeover takeover;
    private final Checkpoints checkpoints;
    private final StructuredLog structuredLog;
    private volatile Optional<Crowd> crowd = Optional.empty();

    public Registrar(Services services, Takeover takeover, StructuredLog structuredLog) {
        this.services = services;
        this.takeover = takeover;
        this.checkpoints = new Checkpoints(services);
        this.structuredLog = structuredLog;
    }

    /** How many miners each stage had a moment ago, where all have many. */
    private record Crowd(List<Integer> counts, Instant at) {}

    /**
     * What decides where a miner goes.
     *
     * @param counts miners of each stage, without the one that registers
     * @param placements that this registration adds to; none in a crowd, where nobody waits for another one that joins
     */
    private record Standing(List<Integer> counts, Optional<Placements> placements) {}

    private record Entry(MinerRecord miner, String session, QueueCredentials credentials, boolean resume) {}

    /**
     * @throws ApiRefusedException if the miner's session is alive and the caller does not hold it
     * @throws BusyException if others were faster every time
     */
    public RegisterResponse register(Run run, Hotkey hotkey, RegisterRequest request) {
        return services.optimistic()
                .retry(
                        "the registration of %s".formatted(hotkey),
                        Options.DEFAULT,
                        () -> tryRegister(run, hotkey, request));
    }

    private Optional<RegisterResponse> tryRegister(Run run, Hotkey hotkey, RegisterRequest request) {
        var before = services.miners().get(hotkey);
        admit(run, hotkey, before, request);
        var standing = standing(run, hotkey);
        var assignment = assign(run, hotkey, before, request, standing);
        var entry = enter(run, hotkey, before, request, assignment.stage());

        var transaction = services.transaction();
        services.miners().register(transaction, entry.miner(), before);
        standing.placements().ifPresent(all -> services.runs()
                .put(transaction, all.with(new Placement(hotkey, assignment.stage(), services.now()))));
        if (!transaction.commit().committed()) {
            return Optional.empty();
        }
        // Only who has a place is made a queue. Where this dies, the first work that is sent makes it.
        services.inboxes().create(hotkey, entry.miner().registration());
        structuredLog.notable(
                "registered",
                assignment.reason(),
                "hotkey",
                hotkey,
                "registration",
                entry.miner().registration(),
                "stage",
                assignment.stage(),
                "resume",
                entry.resume(),
                "device",
                request.device());
        services.runEvents()
                .happened(RunEvent.of(
                                "registered/%d".formatted(entry.miner().registration()),
                                Kind.MINER_REGISTERED,
                                services.now(),
                                assignment.reason())
                        .of(hotkey)
                        .inStage(assignment.stage()));
        if (before.isPresent()) {
            services.inboxes().delete(before.get().inbox());
            takeover.takeOver(run, entry.miner());
        }
        return Optional.of(respond(run, entry));
    }

    private void admit(Run run, Hotkey hotkey, Optional<MinerRecord> before, RegisterRequest request) {
        services.runs().admission().objection(hotkey, request.version()).ifPresent(reason -> {
            throw ApiRefusedException.notAdmitted(reason);
        });
        var now = services.now();
        before.map(MinerRecord::conduct).ifPresent(conduct -> conduct.left(now).ifPresent(left -> {
            throw ApiRefusedException.evicted(conduct.reason(), left);
        }));
        var proof = request.session().map(Sha256::hex);
        var session = before.map(MinerRecord::session);
        var holds = session.isPresent()
                && proof.filter(p -> p.equals(session.get().hash())
                                || p.equals(session.get().former()))
                        .isPresent();
        var verdict = Admission.admit(
                holds,
                // An eviction ends the session, and there is nobody to wait for.
                before.filter(miner -> !miner.session().hash().isEmpty()).map(MinerRecord::lastSeen),
                run.spec().leases(),
                now);
        verdict.retryAfter().ifPresent(wait -> {
            throw ApiRefusedException.alive(verdict.reason(), wait);
        });
    }

    private Standing standing(Run run, Hotkey hotkey) {
        var now = services.now();
        var known = crowd.filter(all -> now.isBefore(all.at().plus(HINT)));
        if (known.isPresent()) {
            return new Standing(known.get().counts(), Optional.empty());
        }
        var staff = IntStream.range(0, run.stages())
                .mapToObj(stage -> services.miners().staffOf(stage).collect(Collectors.toSet()))
                .toList();
        var counts = staff.stream().map(Set::size).toList();
        if (StageAssignment.isAlike(counts)) {
            crowd = Optional.of(new Crowd(counts, now));
            return new Standing(counts, Optional.empty());
        }
        var placements = services.runs().placements();
        placements.since(now).forEach(recent -> staff.get(recent.stage()).add(recent.hotkey()));
        var all = staff.stream().flatMap(Set::stream).toList();
        // One that leaves is active until its last gradients are in, but whoever comes now takes its place.
        var leaving = services.miners().get(all).stream()
                .filter(miner -> miner.slots() == Candidate.LEAVING)
                .map(MinerRecord::hotkey)
                .collect(Collectors.toSet());
        staff.forEach(there -> {
            there.remove(hotkey);
            there.removeAll(leaving);
        });
        return new Standing(staff.stream().map(Set::size).toList(), Optional.of(placements));
    }

    private StageAssignment.Assignment assign(
            Run run, Hotkey hotkey, Optional<MinerRecord> before, RegisterRequest request, Standing standing) {
        var bound = before.filter(miner -> miner.resumptions().contains(miner.registration(), run.epoch()))
                .map(MinerRecord::stage)
                .or(() -> request.snapshot()
                        .filter(point -> point.epoch() == run.epoch())
                        .map(SnapshotPoint::stage));
        var former = request.snapshot().map(SnapshotPoint::stage).or(() -> before.map(MinerRecord::stage));
        var reference = services.runs().references().hotkeys().indexOf(hotkey);
        if (reference >= 0) {
            return ReferenceRotation.assign(run.epoch(), reference, standing.counts(), former);
        }
        return standing.placements().isEmpty() && bound.isEmpty()
                ? StageAssignment.draw(standing.counts(), services.random())
                : StageAssignment.assign(standing.counts(), bound, former);
    }

    private Entry enter(Run run, Hotkey hotkey, Optional<MinerRecord> before, RegisterRequest request, int stage) {
        var number = services.runs().nextRegistration();
        var inbox = services.inboxes().url(hotkey, number);
        var credentials =
                services.credentials().issue(hotkey, inbox, services.events().url());
        var secret = secret();
        var snapshot = request.snapshot().filter(s -> s.epoch() == run.epoch() && s.stage() == stage && s.step() >= 0);
        var resume = snapshot.isPresent();
        var progress = before.map(MinerRecord::progress).orElse(Progress.NONE);
        int open = snapshot.map(SnapshotPoint::open).orElse(0);
        var resumption = new Resumption(
                number, run.epoch(), snapshot.map(SnapshotPoint::step).orElse(0), open);
        var next = progress.resumed(
                resume ? run.epoch() : Progress.NO_EPOCH, progress.resumptions().with(resumption));
        var miner = new MinerRecord(
                hotkey,
                new Joining(
                        number,
                        stage,
                        inbox,
                        request.version(),
                        request.device(),
                        before.map(MinerRecord::secondsBusy).orElse(0.0)),
                new Session(
                        Sha256.hex(secret), before.map(m -> m.session().hash()).orElse("")),
                new Load(
                        true,
                        0,
                        before.map(m -> m.load().holding()).orElse(Holding.NONE).from(next.backwardsInEpoch() - open),
                        before.map(m -> m.load().secondsPerHop()).orElse(0.0),
                        services.now(),
                        Instant.EPOCH,
                        0,
                        // A miner that was uploading and is started again has its time to go on.
                        before.map(m -> m.load().traffic()).orElse(Traffic.NONE)),
                next,
                before.map(m -> m.conduct().readmitted(run.spec().limits().conduct()))
                        .orElse(Conduct.CLEAN),
                before.map(MinerRecord::suspicion).orElse(""),
                before.map(MinerRecord::version).orElse(0L) + 1);
        return new Entry(miner, secret, credentials, resume);
    }

    private String secret() {
        var bytes = new byte[SECRET];
        services.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private RegisterResponse respond(Run run, Entry entry) {
        var miner = entry.miner();
        return new RegisterResponse(
                miner.registration(),
                entry.session(),
                miner.stage(),
                miner.inbox(),
                services.events().url(),
                services.region(),
                entry.credentials(),
                run.spec(),
                entry.resume(),
                run.epoch(),
                run.epoch() == 0
                        ? Optional.empty()
                        : services.runs()
                                .pointer(run.epoch())
                                .map(pointer -> checkpoints.access(pointer.of(miner.stage()))));
    }
}
