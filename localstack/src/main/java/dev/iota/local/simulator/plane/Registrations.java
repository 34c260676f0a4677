package dev.iota.local.simulator.plane;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.routing.Admission;
import dev.iota.core.routing.Candidate;
import dev.iota.core.routing.StageAssignment;
import dev.iota.core.step.Resumption;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.MinerCalls.Registered;
import dev.iota.local.simulator.service.Invocation;
import dev.iota.local.simulator.service.KeyFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Lets miners in, in the steps of the orchestrator's {@code Registrar}. */
final class Registrations {
    /** What a miner waits that was told that the orchestrator is busy. */
    private static final double BUSY_SECONDS = 5;

    /** Miners of one page of a query. */
    private static final int PAGE = 1000;

    private final Plane plane;
    private final Fencing fencing;
    private final Retrying retrying;
    private long registrations;

    Registrations(Plane plane, Fencing fencing) {
        this.plane = plane;
        this.fencing = fencing;
        this.retrying = new Retrying(plane);
    }

    /** @param snapshot that it has, if it has the session */
    void register(
            Invocation<StageHints> run, int miner, Optional<SnapshotPoint> snapshot, Consumer<Registered> answer) {
        retrying.retry(
                run,
                stale -> attempt(run, miner, snapshot, answer, stale),
                () -> answer(run, new Registered.Later(BUSY_SECONDS), answer));
    }

    private void attempt(
            Invocation<StageHints> run,
            int miner,
            Optional<SnapshotPoint> snapshot,
            Consumer<Registered> answer,
            Runnable stale) {
        // Where there are many, an environment counts them once in a while.
        var pages = isAlone() ? 1 + plane.state().miners().size() / PAGE / plane.stages() : 0;
        var read = pages > 0 ? staff() * plane.scenario().tables().reads().item() : 0;
        run.after(plane.millis().item() * (2 + pages) + plane.millis().query() * plane.stages() * pages, () -> {
            plane.use().read(read);
            for (var stage = 0; pages > 0 && stage < plane.stages(); stage++) {
                plane.keys().readStaff(stage, plane.agenda().micros());
            }
            var row = plane.state().miner(miner);
            var wait = wait(row, snapshot.isPresent());
            if (wait.isPresent()) {
                answer(run, new Registered.Later(wait.get().toMillis() / 1e3), answer);
                return;
            }
            var alone = isAlone();
            var stage = assign(row);
            if (alone && plane.scenario().tables().transactional()) {
                if (plane.state().placementsBusy > run.reached()) {
                    plane.counts().conflicts++;
                    run.after(plane.millis().transaction() + plane.millis().message(), stale);
                    return;
                }
                plane.state().placementsBusy =
                        run.reached() + (long) (plane.millis().transaction() * 1000);
            }
            run.after(plane.millis().transaction(), () -> enter(run, row, stage, snapshot, answer, stale));
        });
    }

    private Optional<Duration> wait(MinerRow row, boolean holdsSession) {
        var now = plane.agenda().now();
        var evicted = row.conduct.left(now);
        if (evicted.isPresent()) {
            return evicted;
        }
        var seen = row.isRegistered() && !row.conduct.isEvicted()
                ? Optional.of(Agenda.instant(row.lastSeen))
                : Optional.<Instant>empty();
        return Admission.admit(holdsSession, seen, plane.leases(), now).retryAfter();
    }

    private int assign(MinerRow row) {
        var counts = new ArrayList<Integer>();
        for (var stage = 0; stage < plane.stages(); stage++) {
            counts.add((int) plane.state().staff(stage).stream()
                    .filter(other -> other != row && other.slots != Candidate.LEAVING)
                    .count());
        }
        var before = row.isRegistered() ? Optional.of(row.stage) : Optional.<Integer>empty();
        var bound = before.filter(stage -> row.resumptions.contains(row.registration, plane.epoch()));
        return bound.isEmpty() && StageAssignment.isAlike(counts)
                ? StageAssignment.draw(counts, plane.random()).stage()
                : StageAssignment.assign(counts, bound, before).stage();
    }

    private int staff() {
        return IntStream.range(0, plane.stages())
                .map(stage -> plane.state().staff(stage).size())
                .sum();
    }

    /** Whether those who join come one after the other. */
    private boolean isAlone() {
        return !StageAssignment.isAlike(IntStream.range(0, plane.stages())
                .mapToObj(stage -> plane.state().staff(stage).size())
                .toList());
    }

    private void enter(
            Invocation<StageHints> run,
            MinerRow row,
            int stage,
            Optional<SnapshotPoint> snapshot,
            Consumer<Registered> answer,
            Runnable stale) {
        var units = new KeyFamily.Write();
        plane.keys().registration(units, row, isAlone());
        if (!units.commit(plane.agenda().micros())) {
            plane.counts().throttled++;
            stale.run();
            return;
        }
        var before = row.isRegistered();
        var resumed = snapshot.filter(point -> point.epoch() == plane.epoch() && point.stage() == stage);
        plane.counts().registrations++;
        plane.state().activate(row, false);
        row.registration = ++registrations;
        row.stage = stage;
        row.slots = 0;
        int open = resumed.map(SnapshotPoint::open).orElse(0);
        row.beforeStep = row.taken - row.inFlight - open;
        row.lapses = 0;
        row.lastSeen = plane.agenda().micros();
        row.conduct = row.conduct.readmitted(plane.limits().conduct());
        row.epoch = resumed.isPresent() ? plane.epoch() : -1;
        row.resumptions = row.resumptions.with(new Resumption(
                row.registration,
                plane.epoch(),
                resumed.map(SnapshotPoint::step).orElse(0),
                open));
        plane.state().activate(row, true);
        var placed = new Registered.Placed(row.registration, stage, plane.epoch(), resumed.isPresent());
        if (before) {
            fencing.takeOver(run, row, () -> answer(run, placed, answer));
        } else {
            answer(run, placed, answer);
        }
    }

    private static void answer(Invocation<StageHints> run, Registered registered, Consumer<Registered> answer) {
        run.end(() -> answer.accept(registered));
    }
}
