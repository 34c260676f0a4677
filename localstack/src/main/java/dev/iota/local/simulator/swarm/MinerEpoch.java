package dev.iota.local.simulator.swarm;

import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import dev.iota.local.simulator.plane.PlaneEvent;
import dev.iota.local.simulator.scenario.SwarmScenario.Epochs;
import dev.iota.local.simulator.swarm.TrainingMiner.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a miner does between two epochs: it takes a last step, uploads, merges, loads, and goes on. */
final class MinerEpoch {
    /** Before it has any weights. */
    private static final int NONE = -1;

    /** Between two looks whether the device is free for the last step of an epoch. */
    private static final double LAST_MILLIS = 50;

    /** How long an upload may wait for a journal, as in the miner's {@code JournalReplay}. */
    private static final double PATIENCE = 10;

    /** Who leaves waits so long for what it has been given, as the miner's {@code Leaving} does. */
    private static final double LEAVING_SECONDS = 60;

    private final Epochs sizes;
    private final Agenda agenda;
    private final TrainingMiner miner;
    private final MinerMessages messages;
    private final Runnable entered;
    private final Runnable moves;
    private int epoch = NONE;
    private int loading = NONE;
    private boolean collecting;
    private boolean stored;
    private boolean replaying;
    private double began;
    private double whole;

    /** What came to its inbox meanwhile. */
    private final List<Notice> unheard = new ArrayList<>();

    /** Bytes of its upload that are stored. */
    private long there;

    private Optional<Runnable> leaving = Optional.empty();

    /**
     * @param entered tells the orchestrator that it has the weights of an epoch
     * @param moves registers again without what it has
     */
    MinerEpoch(Surroundings around, TrainingMiner miner, MinerMessages messages, Runnable entered, Runnable moves) {
        this.sizes = around.scenario().epochs();
        this.agenda = around.agenda();
        this.messages = messages;
        this.miner = miner;
        this.entered = entered;
        this.moves = moves;
    }

    /** Whose weights it has; negative before it has any. */
    int epoch() {
        return epoch;
    }

    /** Whether it trains nothing, since an epoch ends or what was before a crash is computed again. */
    boolean isBetween() {
        return collecting || loading > epoch || replaying;
    }

    /**
     * Its process begins.
     *
     * @param replayed seconds in which it computes what is in its journal, if it goes on from it
     */
    void begin(int current, boolean resumes, double replayed) {
        collecting = false;
        stored = false;
        loading = NONE;
        unheard.clear();
        replaying = resumes;
        began = agenda.seconds();
        if (resumes) {
            epoch = current;
            whole = replayed;
            agenda.afterSeconds(replayed, miner.alive(this::replayed));
        } else if (current == 0) {
            epoch = current;
            entered.run();
        } else {
            epoch = NONE;
            there = 0;
            load(current);
        }
    }

    private void replayed() {
        if (!replaying) {
            return;
        }
        replaying = false;
        entered.run();
        List.copyOf(unheard).forEach(this::hear);
        unheard.clear();
        miner.look();
    }

    /** Whether it computes what is in its journal. */
    boolean isReplaying() {
        return replaying;
    }

    /** Uploads what it has of the epoch, unless it does, and is gone. */
    void leave(Runnable gone) {
        leaving = Optional.of(gone);
        if (epoch == NONE || loading > epoch || stored) {
            gone.run();
        } else if (!collecting) {
            awaitIdle(agenda.seconds() + LEAVING_SECONDS);
        }
    }

    private void awaitIdle(double until) {
        if (collecting) {
            return;
        }
        if (isIdle() || agenda.seconds() >= until) {
            collecting = true;
            var of = epoch;
            stepLast(() -> upload(of));
        } else {
            agenda.afterSeconds(1, miner.alive(() -> awaitIdle(until)));
        }
    }

    /** Whether it has nothing to compute, and waits for no gradient. */
    private boolean isIdle() {
        return !miner.isBusy() && messages.given().size() == 0 && miner.step().awaited() == 0;
    }

    /** It missed something, as an answer to its heartbeat says: an upload is more urgent than its journal. */
    void missed(Notice notice) {
        if (replaying && notice instanceof Notice.Collect) {
            agenda.afterSeconds(PATIENCE, miner.alive(this::cutShort));
        }
        hear(notice);
    }

    private void cutShort() {
        if (replaying) {
            miner.step().cutJournal((agenda.seconds() - began) / whole);
            replayed();
        }
    }

    void hear(Notice notice) {
        if (replaying) {
            unheard.add(notice);
            return;
        }
        switch (notice) {
            case Notice.Collect collect -> {
                if (collect.epoch() == epoch && !collecting) {
                    collecting = true;
                    stepLast(() -> upload(collect.epoch()));
                }
            }
            case Notice.Merge merge ->
                fetch(
                        merge.reads(),
                        () -> store(
                                merge.writes(),
                                () -> messages.say(new PlaneEvent.Merged(
                                        messages.index(), merge.epoch(), merge.stage(), merge.part()))));
            case Notice.Load load -> {
                if (load.epoch() > Math.max(epoch, loading)) {
                    load(load.epoch());
                }
            }
            case Notice.Move move -> {
                if (move.epoch() > Math.max(epoch, loading)) {
                    moves.run();
                }
            }
        }
    }

    /** After what the device is at, if it is at a hop or a step. */
    private void stepLast(Runnable then) {
        miner.drop();
        if (miner.isBusy()) {
            agenda.afterMillis(LAST_MILLIS, miner.alive(() -> stepLast(then)));
            return;
        }
        miner.takeStep(() -> {
            miner.step().uploads();
            miner.turn();
            then.run();
        });
    }

    private void fetch(long bytes, Runnable then) {
        messages.fetched(bytes, miner.alive(then));
    }

    private void store(long bytes, Runnable then) {
        messages.stored(bytes, miner.alive(then));
    }

    /** Part by part; one that was stored before its process crashed is not stored again. */
    private void upload(int of) {
        var part = Math.min(UploadSpec.LARGEST_PART, sizes.uploadBytes() - there);
        if (part > 0) {
            store(part, () -> {
                there += part;
                upload(of);
            });
            return;
        }
        messages.say(new PlaneEvent.Uploaded(
                messages.index(), miner.registration(), of, miner.step().number() - 1));
        stored = true;
        leaving.ifPresent(Runnable::run);
    }

    private void load(int next) {
        loading = next;
        fetch(sizes.stateBytes(), () -> {
            epoch = next;
            collecting = false;
            stored = false;
            there = 0;
            miner.beginEpoch();
            entered.run();
        });
    }
}
