package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.service.MessageQueue;
import java.time.Duration;

/**
 * Timers that guard leases, in whole seconds. One that guards nothing any more when it arrives does nothing: it is
 * counted as the messages, the read and the invocation that it takes, and not played.
 */
final class LeaseTimers {
    /** A message of the timer queue. */
    sealed interface Timer {
        /** A lease should have been answered by now. */
        record OfLease(LeaseTimer timer) implements Timer {}

        /** What earlier processes of a miner had is taken back further. */
        record OfTakeover(int miner, long registration) implements Timer {}
    }

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final double SECOND = 1e6;

    /** Timers of a batch: they come with whole seconds. */
    private static final int TOGETHER = 4;

    private final Plane plane;

    @SuppressWarnings("NullAway.Init") // the queue's handler needs the timers
    private MessageQueue<Timer, StageHints> queue;

    LeaseTimers(Plane plane) {
        this.plane = plane;
    }

    void connect(MessageQueue<Timer, StageHints> timers) {
        this.queue = timers;
    }

    /** @param sent when it is sent, in microseconds */
    void arm(long microbatch, Lease lease, long sent) {
        plane.counts().timersArmed++;
        plane.use().queue(1);
        if (plane.random().nextDouble() < plane.scenario().faults().messages().lostTimers()) {
            return;
        }
        var millis = Duration.between(Agenda.instant(sent), lease.until())
                .plusMillis(1)
                .toMillis();
        var seconds = Math.min(Math.ceilDiv(Math.max(millis, 0), 1000L), LONGEST.toSeconds());
        var timer = new LeaseTimer(microbatch, lease.id());
        plane.agenda().at(sent + (long) (seconds * SECOND), () -> due(timer));
    }

    private void due(LeaseTimer timer) {
        var tracked = plane.state().open(timer.microbatch());
        var guards = tracked != null
                && (tracked.microbatch.state() == State.WAITING
                        || tracked.microbatch.issued().getLast().id().equals(timer.lease()));
        if (guards) {
            queue.send(new Timer.OfLease(timer), plane.agenda().micros());
        } else {
            plane.use().queue(plane.counts().timersThatGuardNothing++ % TOGETHER == 0 ? 2 : 0);
            plane.use().read(plane.scenario().tables().reads().item());
        }
    }
}
