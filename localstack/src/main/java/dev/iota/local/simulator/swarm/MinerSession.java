package dev.iota.local.simulator.swarm;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.routing.Candidate;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.MinerCalls;
import dev.iota.local.simulator.plane.MinerCalls.Registered;
import dev.iota.local.simulator.plane.MinerCalls.Renewal;
import dev.iota.local.simulator.plane.MinerCalls.Renewed;
import dev.iota.local.simulator.plane.PlaneEvent;
import dev.iota.local.simulator.scenario.SwarmScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** How a miner gets into the run, stays in it, crashes, comes back and leaves. */
final class MinerSession {
    private static final double HOUR = 3600;
    private static final double SECOND = 1e6;

    /** Longest wait of a miner that is told to come again. */
    private static final double LONGEST_WAIT = 600;

    /** Heartbeats that go unanswered before a miner asks by itself how it stands. */
    private static final int UNANSWERED = 3;

    private final int index;
    private final SwarmScenario scenario;
    private final Agenda agenda;
    private final MinerCalls calls;
    private final SwarmFaults faults;
    private final SplittableRandom random;
    private final TrainingMiner miner;
    private final Runnable left;

    /** In the inbox of a registration whose answer is still on its way. */
    private final List<Runnable> unread = new ArrayList<>();

    private boolean known;
    private boolean gone;
    private boolean moving;
    private boolean leaving;
    private int life;

    /** @param left to be run when it has left for good */
    MinerSession(int index, TrainingMiner.Surroundings around, SplittableRandom random, Runnable left) {
        this.index = index;
        this.scenario = around.scenario();
        this.agenda = around.agenda();
        this.calls = around.calls();
        this.faults = around.faults();
        this.random = random;
        this.left = left;
        this.miner = new TrainingMiner(index, around, random, this::beat, this::move);
    }

    TrainingMiner miner() {
        return miner;
    }

    boolean isGone() {
        return gone;
    }

    /** Something that comes to the inbox of a registration, where it waits until the miner knows of that. */
    void receive(long inboxOf, Runnable message) {
        if (inboxOf > miner.registration()) {
            unread.add(message);
        } else {
            message.run();
        }
    }

    /** Asks to be let in. */
    void register() {
        if (gone) {
            return;
        }
        var current = life;
        var snapshot = known
                ? Optional.of(new SnapshotPoint(
                        moving ? -1 : miner.epochs().epoch(),
                        miner.stage(),
                        miner.step().number() - 1,
                        miner.step().entries()))
                : Optional.<SnapshotPoint>empty();
        calls.register(index, snapshot, answer -> {
            if (current == life && !gone) {
                heard(answer);
            }
        });
    }

    private void heard(Registered answer) {
        switch (answer) {
            case Registered.Placed placed -> {
                known = true;
                moving = false;
                miner.begin(placed);
                var early = List.copyOf(unread);
                unread.clear();
                early.forEach(Runnable::run);
                var beat = scenario.plane().heartbeatSeconds();
                beat();
                agenda.afterSeconds(beat * random.nextDouble(), () -> beats(life));
                fate();
            }
            case Registered.Later later ->
                agenda.afterSeconds(Math.min(later.seconds(), LONGEST_WAIT) + random.nextDouble(), this::register);
        }
    }

    /** When it will crash, and whether it leaves before. */
    private void fate() {
        var current = life;
        var crash = wait(scenario.faults().miners().crashesPerHour());
        var leave = wait(scenario.faults().miners().leavingPerHour());
        var vanish = wait(scenario.faults().miners().vanishingPerHour());
        var sooner = Math.min(crash, Math.min(leave, vanish));
        if (sooner < Double.MAX_VALUE) {
            agenda.afterSeconds(sooner, () -> {
                if (current == life && !faults.isOver()) {
                    if (sooner == crash) {
                        crash();
                    } else if (sooner == leave) {
                        leave();
                    } else {
                        vanish();
                    }
                }
            });
        }
    }

    private double wait(double perHour) {
        return perHour == 0 ? Double.MAX_VALUE : -Math.log(1 - random.nextDouble()) * HOUR / perHour;
    }

    private void crash() {
        life++;
        miner.crash();
        if (faults.losesJournal(random)) {
            miner.step().loseJournal();
        }
        agenda.afterSeconds(scenario.faults().miners().awaySeconds(), this::register);
    }

    /** In order: it takes no more work, and goes when its upload is stored. */
    private void leave() {
        leaving = true;
        miner.epochs().leave(miner.alive(this::vanish));
        beat();
    }

    /** For good. */
    private void vanish() {
        life++;
        miner.crash();
        miner.step().forget();
        gone = true;
        left.run();
    }

    /** To another stage: what it has is published. */
    private void move() {
        life++;
        moving = true;
        miner.crash();
        register();
    }

    private void beats(int current) {
        if (current != life || gone) {
            return;
        }
        beat();
        agenda.afterSeconds(scenario.plane().heartbeatSeconds(), () -> beats(current));
    }

    private void beat() {
        if (faults.region().isOut(agenda.micros()) || !miner.isIn()) {
            return;
        }
        var current = life;
        var request = new Renewal(
                index,
                miner.registration(),
                slots(),
                miner.secondsPerHop(),
                miner.epochs().epoch(),
                miner.held(),
                miner.step().awaiting(),
                List.copyOf(miner.unconfirmed()));
        calls.renew(request, answer -> {
            if (current == life && !gone) {
                heard(answer);
            }
        });
    }

    private int slots() {
        if (miner.epochs().isReplaying()) {
            return 0;
        }
        return leaving ? Candidate.LEAVING : scenario.swarm().slots();
    }

    private void heard(Renewed answer) {
        switch (answer) {
            case Renewed.Kept kept -> {
                miner.unconfirmed().removeAll(kept.confirmed());
                miner.gone(kept.gone());
                kept.missed().ifPresent(miner.epochs()::missed);
                if (miner.unconfirmed().size() > UNANSWERED) {
                    miner.unconfirmed().forEach(step -> miner.report(step, 1));
                }
            }
            case Renewed.Fenced fenced -> crash();
            case Renewed.Evicted evicted -> {
                life++;
                miner.crash();
                agenda.afterSeconds(evicted.seconds() + 1, this::register);
            }
        }
    }

    /** Sends events that nobody asked for. */
    void flood(double perSecond, double untilSeconds) {
        if (agenda.seconds() < untilSeconds && !gone) {
            calls.send(
                    new PlaneEvent.Noise(index),
                    agenda.micros() + scenario.line().oneWay());
            agenda.at(agenda.micros() + (long) (SECOND / perSecond), () -> flood(perSecond, untilSeconds));
        }
    }
}
