package dev.iota.local.simulator.swarm;

import dev.iota.core.wire.Direction;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.MinerCalls;
import dev.iota.local.simulator.plane.MinerCalls.Held;
import dev.iota.local.simulator.plane.MinerCalls.Registered.Placed;
import dev.iota.local.simulator.plane.MinerInboxes.Assignment;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import dev.iota.local.simulator.plane.PlaneEvent;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.ServiceUse;
import dev.iota.local.simulator.swarm.DeviceTimes.Activity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What a miner does with its work: it fetches, computes one hop at a time (gradients first, then forwards as far as its
 * step admits them), stores and answers.
 */
final class TrainingMiner {
    private static final double SECOND = 1e6;
    private static final double RESCUED = 0.01;

    private final int index;
    private final SwarmScenario scenario;
    private final Agenda agenda;
    private final ServiceUse use;
    private final SplittableRandom random;
    private final HopAnswers answers;
    private final SwarmFaults faults;
    private final MinerLines lines;
    private final DeviceSpeed speed;
    private final DeviceBook book;
    private final GivenWork given = new GivenWork();
    private final List<Integer> unconfirmed = new ArrayList<>();
    private final StepModel step;
    private final MinerMessages messages;
    private final MinerEpoch ends;
    private int stage;
    private long registration;
    private int life;
    private boolean busy;
    private boolean stepping;
    private boolean registered;

    /** What all miners of a swarm share. */
    record Surroundings(SwarmScenario scenario, Agenda agenda, MinerCalls calls, ServiceUse use, SwarmFaults faults) {}

    /** For the last two see {@link MinerEpoch}. */
    TrainingMiner(int index, Surroundings around, SplittableRandom random, Runnable entered, Runnable moves) {
        this.index = index;
        this.scenario = around.scenario;
        this.agenda = around.agenda;
        this.use = around.use;
        this.faults = around.faults;
        this.random = random;
        var swarm = scenario.swarm();
        this.answers = new HopAnswers(swarm.stages());
        this.lines = new MinerLines(agenda, scenario.line(), faults.region());
        this.step = new StepModel(swarm.microbatchesPerStep(), swarm.positions() > 0);
        this.speed = DeviceSpeed.drawn(scenario.device(), random);
        this.book = new DeviceBook(agenda);
        this.messages = new MinerMessages(index, around, lines, given, random);
        this.ends = new MinerEpoch(around, this, messages, entered, moves);
    }

    /** It is let in, and ready. */
    void begin(Placed placed) {
        if (!placed.resumes() && registered) {
            step.forget();
        }
        registered = true;
        stage = placed.stage();
        registration = placed.registration();
        ends.begin(placed.epoch(), placed.resumes(), step.journal() * speed.secondsPerHop(true));
        look();
    }

    /** Its process is gone, and everything in its memory. */
    void crash() {
        life++;
        registration = 0;
        given.clear();
        unconfirmed.clear();
        busy = false;
        stepping = false;
        lines.reset();
        step.crash();
        book.turnsTo(Activity.AWAY);
    }

    boolean isIn() {
        return registration > 0;
    }

    long registration() {
        return registration;
    }

    StepModel step() {
        return step;
    }

    List<Integer> unconfirmed() {
        return unconfirmed;
    }

    List<Held> held() {
        return given.held();
    }

    /** Seconds of a hop, as it measured them. */
    double secondsPerHop() {
        return speed.secondsPerHop(isTail());
    }

    private boolean isTail() {
        return stage == scenario.swarm().stages() - 1;
    }

    MinerEpoch epochs() {
        return ends;
    }

    /** Something that was in its inbox, when it reaches the miner. */
    void hear(long inboxOf, Notice notice) {
        if (inboxOf == registration && isIn()) {
            ends.hear(notice);
        }
    }

    /** Work that was in its inbox, when it reaches the miner. */
    void receive(long inboxOf, Assignment work) {
        if (inboxOf != registration || ends.isBetween() || work.lease().isOver(agenda.now())) {
            return;
        }
        var microbatch = work.leased();
        given.given(work);
        look();
        var head = stage == 0 && microbatch.direction() == Direction.FORWARD;
        var bytes = head ? 0 : scenario.swarm().boundaryBytes();
        use.got();
        agenda.at(lines.fetched(bytes), alive(() -> fetched(work)));
    }

    /** Does nothing if its process is gone by then. */
    Runnable alive(Runnable event) {
        var now = life;
        return () -> {
            if (life == now) {
                event.run();
            }
        };
    }

    private void fetched(Assignment work) {
        given.fetched();
        if (work.badInput()) {
            messages.answer(work, answers.bad(work.leased(), work.lease()));
        } else {
            given.add(work);
        }
        look();
    }

    /** Begins what can be begun. */
    void look() {
        if (!busy && isIn() && !ends.isBetween()) {
            var next = given.next(step);
            if (next != null) {
                compute(next);
            } else if (step.isComplete()) {
                takeStep(this::look);
            }
        }
        turn();
    }

    private void compute(Assignment work) {
        busy = true;
        var microbatch = work.leased();
        if (faults.refuses(random)) {
            agenda.at(agenda.micros(), alive(() -> {
                busy = false;
                messages.answer(work, answers.unable(microbatch, work.lease(), step.number()));
                look();
            }));
            return;
        }
        var forward = microbatch.direction() == Direction.FORWARD;
        var contains = step.contains(microbatch.id());
        var rescue = !forward && !contains && !step.awaits(microbatch.id());
        if (forward && !contains) {
            step.admit(microbatch.id(), work.lease().id());
        }
        var took = contains ? 0 : speed.seconds(forward || rescue, !forward || isTail(), random);
        agenda.at(agenda.micros() + (long) (took * SECOND), alive(() -> {
            busy = false;
            computed(work, rescue, took);
            look();
        }));
    }

    private void computed(Assignment work, boolean rescue, double took) {
        var microbatch = work.leased();
        var backward = microbatch.direction() == Direction.BACKWARD || isTail();
        if (!backward) {
            messages.store(work, answers.forward(microbatch, work.lease(), step.number(), took), this::alive);
            return;
        }
        var number = step.number();
        if (!step.contains(microbatch.id())) {
            step.accumulate(microbatch.id());
        }
        var difference = rescue ? Optional.of(RESCUED) : Optional.<Double>empty();
        messages.store(work, answers.backward(microbatch, work.lease(), number, difference, took), this::alive);
    }

    void takeStep(Runnable then) {
        busy = true;
        var entries = step.entries();
        var took = entries == 0 ? 0 : speed.step();
        stepping = true;
        agenda.at(agenda.micros() + (long) (took * SECOND), alive(() -> {
            busy = false;
            stepping = false;
            var number = step.number();
            step.next(scenario.device().snapshotSteps());
            if (entries > 0) {
                unconfirmed.add(number);
                report(number, entries);
            }
            then.run();
        }));
    }

    /** The epoch is over: what has no gradient gets none. */
    void drop() {
        given.clear();
        step.awaiting().forEach(step::gone);
        turn();
    }

    /** It has the weights that the next epoch begins with. */
    void beginEpoch() {
        step.beginEpoch();
        unconfirmed.clear();
        look();
    }

    void report(int number, int entries) {
        messages.say(new PlaneEvent.StepReport(index, registration, ends.epoch(), number, entries));
    }

    /** These will not come back. */
    void gone(List<Long> microbatches) {
        microbatches.forEach(step::gone);
        look();
    }

    boolean isBusy() {
        return busy;
    }

    /** Writes down what its device does from now on. */
    void turn() {
        book.turnsTo(reason());
    }

    private Activity reason() {
        if (busy && !ends.isBetween()) {
            return stepping ? Activity.STEPPING : Activity.COMPUTING;
        }
        if (!isIn() || ends.epoch() < 0) {
            return Activity.AWAY;
        }
        if (ends.isBetween()) {
            return ends.isReplaying() ? Activity.REPLAYING : Activity.MERGING;
        }
        if (step.isFull()) {
            return Activity.BORDER;
        }
        if (given.isFetching()) {
            return Activity.NETWORK;
        }
        return given.size() + step.awaited() >= scenario.swarm().slots() ? Activity.GRADIENTS : Activity.LEASE;
    }

    /** What its device did since the last time that this was asked. */
    void settle(DeviceTimes into) {
        book.settle(into);
    }

    int stage() {
        return stage;
    }
}
