package dev.iota.local.simulator.plane;

import dev.iota.local.simulator.plane.PlaneEvent.Noise;
import dev.iota.local.simulator.plane.PlaneEvent.StepReport;
import dev.iota.local.simulator.service.Invocation;
import dev.iota.local.simulator.service.MessageQueue.Done;
import java.util.HashMap;
import java.util.Map;

/** Steps, and events that mean nothing. */
final class OtherEvents {
    private static final long MINUTE = 60_000_000;

    /** Of reading a message and verifying its signature. */
    private static final double VERIFY_MILLIS = 1;

    private final Plane plane;

    /** Counts of a minute: see the orchestrator's {@code EventAdmission}. */
    private final Map<Integer, Integer> charged = new HashMap<>();

    private long minute;

    OtherEvents(Plane plane) {
        this.plane = plane;
    }

    void step(StepReport report, Invocation<StageHints> run, Done done) {
        var millis = plane.millis();
        run.after(millis.item() + millis.query() + millis.transaction(), () -> {
            var row = plane.state().miner(report.miner());
            if (row.resumptions.contains(report.registration(), report.epoch())) {
                var tables = plane.scenario().tables();
                var fresh = row.steps.add(Renewals.stepKey(report.registration(), report.epoch(), report.step()));
                if (report.registration() == row.registration) {
                    row.beginsStep();
                }
                plane.use().read(tables.reads().item() * report.entries());
                plane.keys().spread(fresh ? tables.others().step() : 0);
            }
            charge(row, run);
            done.with(true);
        });
    }

    void noise(Noise noise, Invocation<StageHints> run, Done done) {
        plane.counts().noise++;
        var until = run.memory().flooding.getOrDefault(noise.miner(), 0L);
        if (until > plane.agenda().micros()) {
            run.spend(VERIFY_MILLIS / 10);
            done.with(true);
            return;
        }
        run.after(VERIFY_MILLIS + plane.millis().item(), () -> {
            charge(plane.state().miner(noise.miner()), run);
            done.with(true);
        });
    }

    private void charge(MinerRow row, Invocation<StageHints> run) {
        var now = plane.agenda().micros();
        if (now / MINUTE != minute) {
            minute = now / MINUTE;
            charged.clear();
        }
        run.spend(plane.millis().item());
        plane.keys().spread(1);
        var events = charged.merge(row.index, 1, Integer::sum);
        var limits = plane.limits();
        if (events > limits.events()) {
            run.memory().flooding.put(row.index, (minute + 1) * MINUTE);
            if (events - 1 == limits.events()) {
                row.fault(limits.conduct().flood(), "a flood of events");
            }
        }
    }
}
