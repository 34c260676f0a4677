package dev.iota.local.simulator.plane;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.routing.Candidate;
import dev.iota.local.simulator.plane.MinerCalls.Held;
import dev.iota.local.simulator.plane.MinerCalls.Renewal;
import dev.iota.local.simulator.plane.MinerCalls.Renewed;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import dev.iota.local.simulator.service.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers heartbeats, in the steps of the orchestrator's {@code Heartbeats}. */
final class Renewals {
    private final Plane plane;
    private final Dispatching dispatching;

    Renewals(Plane plane, Dispatching dispatching) {
        this.plane = plane;
        this.dispatching = dispatching;
    }

    void renew(Invocation<StageHints> run, Renewal request, Consumer<Renewed> answer) {
        run.after(2 * plane.millis().item(), () -> {
            plane.use()
                    .read(1 + 1.0 * (request.held().size() + request.awaiting().size()));
            var row = plane.state().miner(request.miner());
            if (row.conduct.isEvicted()) {
                var left = row.conduct.left(plane.agenda().now()).orElse(Duration.ZERO);
                answer(run, new Renewed.Evicted(left.toMillis() / 1e3), answer);
            } else if (row.registration != request.registration()) {
                answer(run, new Renewed.Fenced(), answer);
            } else {
                renew(run, row, request, answer);
            }
        });
    }

    private void renew(Invocation<StageHints> run, MinerRow row, Renewal request, Consumer<Renewed> answer) {
        plane.keys().heartbeat();
        var limits = plane.limits();
        row.conduct = row.conduct.after(row.accepted, row.slots, limits.conduct());
        var slots = request.slots() == Candidate.LEAVING
                ? Candidate.LEAVING
                : row.conduct.slots(Math.min(request.slots(), limits.slots()), limits.conduct());
        var enters = request.epoch() > row.epoch && request.epoch() == plane.epoch();
        if (enters) {
            row.epoch = request.epoch();
            row.taken = row.inFlight;
            row.beforeStep = 0;
            row.resumptions = row.resumptions.entering(row.registration, row.epoch);
        }
        var news = slots > row.slots || !row.active || enters;
        row.slots = slots;
        row.secondsPerHop = request.secondsPerHop();
        row.lastSeen = plane.agenda().micros();
        plane.state().activate(row, true);
        request.held().forEach(held -> extend(run, row, held, request.secondsPerHop()));
        var gone = new ArrayList<Long>();
        for (var id : request.awaiting()) {
            var tracked = plane.state().open(id);
            if (tracked == null || !tracked.microbatch.isHeldBy(row.hotkey, row.stage)) {
                gone.add(id);
            }
        }
        var confirmed = request.unconfirmed().stream()
                .filter(step -> row.steps.contains(stepKey(row.registration, row.epoch, step)))
                .toList();
        var renewed = new Renewed.Kept(gone, confirmed, missed(row, request));
        if (news) {
            dispatching.dispatchAfresh(run, row, () -> answer(run, renewed, answer));
        } else {
            answer(run, renewed, answer);
        }
    }

    private Optional<Notice> missed(MinerRow row, Renewal request) {
        if (request.epoch() < plane.epoch()) {
            return Optional.of(new Notice.Load(plane.epoch()));
        }
        return plane.collects(row.stage) && row.upload == null
                ? Optional.of(new Notice.Collect(plane.epoch()))
                : Optional.empty();
    }

    static String stepKey(long registration, int epoch, int step) {
        return "%d/%d/%d".formatted(registration, epoch, step);
    }

    private static void answer(Invocation<StageHints> run, Renewed renewed, Consumer<Renewed> answer) {
        run.end(() -> answer.accept(renewed));
    }

    private void extend(Invocation<StageHints> run, MinerRow row, Held held, double secondsPerHop) {
        var tracked = plane.state().open(held.microbatch());
        if (tracked == null) {
            return;
        }
        var now = plane.agenda().now();
        var duration = plane.router().duration((Math.max(row.inFlight, 0) + 1) * secondsPerHop);
        tracked.microbatch
                .lease()
                .filter(lease -> lease.id().equals(held.lease())
                        && isOf(lease, row.hotkey, row.registration)
                        && lease.until().isBefore(now.plus(duration.dividedBy(2))))
                .ifPresent(lease -> extend(run, tracked, lease, now.plus(duration)));
    }

    private static boolean isOf(Lease lease, Hotkey hotkey, long registration) {
        return lease.hotkey().equals(hotkey) && lease.registration() == registration;
    }

    private void extend(Invocation<StageHints> run, Tracked tracked, Lease lease, Instant wanted) {
        var last = tracked.microbatch.since().plus(plane.leases().longest());
        var until = wanted.isBefore(last) ? wanted : last;
        var decision = plane.transitions().extend(tracked.microbatch, lease.id(), until);
        if (decision.changed()) {
            run.spend(plane.millis().item());
            plane.keys().spread(plane.scenario().tables().others().extension());
            plane.state().put(tracked, decision.next());
        }
    }
}
