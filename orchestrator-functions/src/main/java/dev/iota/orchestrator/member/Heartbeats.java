package dev.iota.orchestrator.member;

import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.MinerTable.Renewal;
import dev.iota.core.admission.Conduct;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Candidate;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.ReferenceMiners;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.http.ApiRefusedException;
import dev.iota.orchestrator.merge.Checkpoints;
import dev.iota.orchestrator.merge.Stages;
import dev.iota.orchestrator.merge.Uploads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps sessions and leases alive, and tells miners what became of things that a lost message may hide. */
public final class Heartbeats {
    /** New credentials are given when the old ones end sooner: many heartbeats may be missed until then. */
    private static final Duration CREDENTIALS_LEFT = Duration.ofMinutes(5);

    /** A body of 64 kB holds more; no honest miner has so much at once. */
    private static final int LONGEST_LIST = 1000;

    private static final int MOST_SLOTS = 10_000;

    /** Limits of calls are for so long. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Services services;
    private final Dispatcher dispatcher;
    private final Stages stages;
    private final Uploads uploads;

    public Heartbeats(Services services, Dispatcher dispatcher) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.stages = new Stages(services, new Checkpoints(services));
        this.uploads = new Uploads(services, stages);
    }

    /**
     * @param signedAt when the request was signed: after the one before it, or it is that one again
     * @throws ApiRefusedException if the session is not the current one, the request comes too soon after the one
     *     before, or it says something impossible
     */
    public RenewResponse renew(Run run, Hotkey hotkey, Instant signedAt, RenewRequest request) {
        check(request);
        var session = Sha256.hex(request.session());
        var now = services.now();
        var known = services.miners().get(hotkey);
        known.map(MinerRecord::conduct).filter(Conduct::isEvicted).ifPresent(conduct -> {
            throw ApiRefusedException.evicted(
                    conduct.reason(), conduct.left(now).orElse(Duration.ZERO));
        });
        var miner = known.filter(m -> m.session().hash().equals(session)).orElseThrow(Heartbeats::fenced);
        var limits = run.spec().limits();
        var apart = MINUTE.dividedBy(limits.calls());
        requireNewer(miner, signedAt, apart);
        var conduct = miner.conduct().after(miner.accepted(), miner.slots(), limits.conduct());
        var slots = request.slots() == Candidate.LEAVING
                ? Candidate.LEAVING
                : conduct.slots(Math.min(request.slots(), limits.slots()), limits.conduct());
        var renewal = new Renewal(
                signedAt, slots, conduct, request.secondsPerHop(), request.secondsBusy(), request.moved(), now);
        if (!services.miners().renew(miner, renewal)) {
            var other = services.miners()
                    .get(hotkey)
                    .filter(m -> m.session().hash().equals(session))
                    .orElseThrow(Heartbeats::fenced);
            requireNewer(other, signedAt, apart);
            throw tooSoon(hotkey, signedAt, signedAt.plus(apart));
        }
        var credentials = credentials(miner, request, now);
        if (request.epoch() > miner.epoch()) {
            Counting.partOf(
                    Causes.EPOCH, () -> services.miners().entered(miner, Math.min(request.epoch(), run.epoch())));
        }
        var mentioned = run.microbatches()
                .get(Stream.concat(
                                request.held().stream().map(RenewRequest.HeldLease::microbatch),
                                request.awaiting().stream())
                        .toList());
        extend(run, miner, request, mentioned, now);
        if (slots > miner.slots() || request.epoch() > miner.epoch() || !miner.active()) {
            // A heartbeat that finds work costs no more than another one; the work does.
            Counting.partOf(Causes.HOP, () -> {
                dispatcher.dispatchAfresh(run, miner);
                return true;
            });
        }
        return new RenewResponse(
                gone(miner, request, mentioned),
                confirmed(run, hotkey, request),
                credentials,
                missed(run, miner, request));
    }

    private static ApiRefusedException fenced() {
        return ApiRefusedException.fenced("this session is fenced: the miner registered again");
    }

    /** One that was signed at the same moment as the newest is that one again. */
    private static void requireNewer(MinerRecord miner, Instant signedAt, Duration apart) {
        var newest = miner.load().renewed();
        if (signedAt.equals(newest)) {
            throw ApiRefusedException.repeated(
                    "%s signed a heartbeat at %s before".formatted(miner.hotkey(), signedAt));
        }
        if (signedAt.isBefore(newest.plus(apart))) {
            throw tooSoon(miner.hotkey(), signedAt, newest.plus(apart));
        }
    }

    private static ApiRefusedException tooSoon(Hotkey hotkey, Instant signedAt, Instant earliest) {
        return ApiRefusedException.tooMany(
                "a heartbeat of %s signed at %s; the next one counts from %s".formatted(hotkey, signedAt, earliest),
                Duration.between(signedAt, earliest));
    }

    /** What is told again: its message may be lost. */
    private List<Work> missed(Run run, MinerRecord miner, RenewRequest request) {
        var name = run.spec().run();
        if (request.epoch() < run.epoch()) {
            return List.of(new ReferenceMiners(services).move(run, miner).orElseGet(() -> load(run, miner)));
        }
        return uploads.missedBy(run, miner).stream()
                .<Work>map(until -> new Work.Collect(name, run.epoch(), miner.stage(), until))
                .toList();
    }

    private Work load(Run run, MinerRecord miner) {
        var pointer = services.runs().pointer(run.epoch()).orElseThrow();
        return new Work.Load(
                run.spec().run(),
                run.epoch(),
                miner.stage(),
                stages.checkpoints().access(pointer.of(miner.stage())));
    }

    private static void check(RenewRequest request) {
        var numbers = List.of(request.secondsPerHop(), request.secondsBusy());
        if (request.moved() < 0) {
            throw ApiRefusedException.malformed("moved %d; wanted 0 or more".formatted(request.moved()));
        }
        if (request.slots() < Candidate.LEAVING
                || request.slots() > MOST_SLOTS
                || numbers.stream().anyMatch(n -> !Double.isFinite(n) || n < 0)) {
            throw ApiRefusedException.malformed(
                    "slots %d, secondsPerHop %s, secondsBusy %s: wanted -1 to %d slots and nothing else negative"
                            .formatted(request.slots(), request.secondsPerHop(), request.secondsBusy(), MOST_SLOTS));
        }
        var longest = Stream.of(request.held(), request.awaiting(), request.unconfirmed())
                .mapToInt(List::size)
                .max()
                .orElse(0);
        if (longest > LONGEST_LIST) {
            throw ApiRefusedException.malformed("a list of %d entries; at most %d".formatted(longest, LONGEST_LIST));
        }
    }

    private Optional<QueueCredentials> credentials(MinerRecord miner, RenewRequest request, Instant now) {
        return now.plus(CREDENTIALS_LEFT).isBefore(request.credentialsExpire())
                ? Optional.empty()
                : Optional.of(services.credentials()
                        .issue(miner.hotkey(), miner.inbox(), services.events().url()));
    }

    /** A lease that another writer changes at this moment is extended by the next heartbeat. */
    private void extend(
            Run run, MinerRecord miner, RenewRequest request, Map<Long, Microbatch> mentioned, Instant now) {
        var wait = (Math.max(miner.inFlight(), 0) + 1) * request.secondsPerHop();
        var duration = run.router().duration(wait);
        for (var held : request.held()) {
            var microbatch = mentioned.get(held.microbatch());
            if (microbatch == null) {
                continue;
            }
            microbatch
                    .lease()
                    .filter(l -> isOf(l, miner, held) && l.until().isBefore(now.plus(duration.dividedBy(2))))
                    .ifPresent(lease -> extend(run, microbatch, lease, now.plus(duration)));
        }
    }

    private static boolean isOf(Lease lease, MinerRecord miner, RenewRequest.HeldLease held) {
        return lease.id().equals(held.lease())
                && lease.hotkey().equals(miner.hotkey())
                && lease.registration() == miner.registration();
    }

    /** However alive the miner is, a hop may not take longer than the longest lease: its URLs end then. */
    private static void extend(Run run, Microbatch microbatch, Lease lease, Instant wanted) {
        var last = microbatch.since().plus(run.spec().leases().longest());
        var until = wanted.isBefore(last) ? wanted : last;
        var decision = run.transitions().extend(microbatch, lease.id(), until);
        if (decision.changed()) {
            run.microbatches().replace(decision.next(), microbatch.version());
        }
    }

    private static List<Long> gone(MinerRecord miner, RenewRequest request, Map<Long, Microbatch> mentioned) {
        return request.awaiting().stream()
                .filter(id -> {
                    var microbatch = mentioned.get(id);
                    return microbatch == null || !microbatch.isHeldBy(miner.hotkey(), miner.stage());
                })
                .toList();
    }

    private List<Integer> confirmed(Run run, Hotkey hotkey, RenewRequest request) {
        return request.unconfirmed().stream()
                .filter(step -> services.steps().get(hotkey, run.epoch(), step).anyMatch(record -> !record.discarded()))
                .toList();
    }
}
