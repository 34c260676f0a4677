package dev.iota.local.simulator.plane;

import dev.iota.local.simulator.service.Invocation;
import dev.iota.local.simulator.service.MessageQueue;
import dev.iota.local.simulator.service.MessageQueue.Done;

/** What a new registration does to those before it, in the steps of the orchestrator's {@code Takeover}. */
final class Takeovers {
    /** Leases that one call takes back. */
    private static final int LEASES = 8;

    /** Gradients that one call gives back. */
    private static final int GRADIENTS = 250;

    private final Plane plane;
    private final Fencing fencing;

    @SuppressWarnings("NullAway.Init") // the queue's handler needs the takeovers
    private MessageQueue<PlaneTimer, StageHints> timers;

    Takeovers(Plane plane, Fencing fencing) {
        this.plane = plane;
        this.fencing = fencing;
    }

    void connect(MessageQueue<PlaneTimer, StageHints> queue) {
        this.timers = queue;
    }

    void takeOver(Invocation<StageHints> run, MinerRow row, Runnable then) {
        var registration = row.registration;
        fencing.fence(run, row, registration, LEASES, leasesLeft -> {
            if (leasesLeft) {
                send(run, row, registration, then);
            } else {
                fencing.giveBack(run, row, GRADIENTS, left -> {
                    if (left) {
                        send(run, row, registration, then);
                    } else {
                        then.run();
                    }
                });
            }
        });
    }

    private void send(Invocation<StageHints> run, MinerRow row, long registration, Runnable then) {
        run.after(plane.millis().message(), () -> {
            timers.send(
                    new PlaneTimer.OfTakeover(row.index, registration),
                    plane.agenda().micros());
            then.run();
        });
    }

    void goOn(PlaneTimer.OfTakeover takeover, Invocation<StageHints> run, Done done) {
        run.after(plane.millis().item(), () -> {
            var row = plane.state().miner(takeover.miner());
            if (row.registration == takeover.registration()) {
                takeOver(run, row, () -> done.with(true));
            } else {
                done.with(true);
            }
        });
    }
}
