package dev.iota.local.simulator.plane;

import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.routing.Candidate;
import dev.iota.core.routing.StageMiner;
import dev.iota.core.step.Resumptions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is on record about a miner. */
final class MinerRow {
    final int index;
    final Hotkey hotkey;

    /** That a step of it admits. */
    final int forwards;

    final AppliedIds applied = new AppliedIds();
    final Set<String> steps = new HashSet<>();
    int stage;
    long registration;
    boolean active;
    int inFlight;
    int slots;
    int taken;

    /** What it had taken when its step began. */
    int beforeStep;

    /** Microbatches that it holds and whose forward was counted. */
    final Set<Long> computed = new HashSet<>();

    int lapses;
    int epoch;
    long accepted;
    double secondsPerHop;
    long lastSeen;
    Instant lastAccepted = Instant.EPOCH;
    Conduct conduct = Conduct.CLEAN;
    Resumptions resumptions = Resumptions.NONE;

    /** What its upload of the epoch contains, once that is accepted. */
    @Nullable Upload upload;

    /** The steps of a registration, and those before that it had resumed by then. */
    record Upload(long registration, int epoch, int steps, Resumptions resumptions) {
        /** Whether a miner still has what it uploaded: no registration of it since then has lost any of it. */
        boolean isLeftOf(MinerRow row) {
            return row.registration == registration || row.resumptions.survives(registration, epoch, steps);
        }

        boolean contains(long by, int step) {
            return by <= registration && step <= steps && resumptions.hasGradients(by, epoch, step);
        }
    }

    /** Until then another transaction has its item. */
    long busyUntil;

    MinerRow(int index, Hotkey hotkey, int forwards) {
        this.index = index;
        this.forwards = forwards;
        this.hotkey = hotkey;
    }

    boolean isRegistered() {
        return registration > 0;
    }

    void fault(double loads, String reason) {
        conduct = new Conduct(
                conduct.faults() + loads,
                conduct.forgiven(),
                conduct.worked(),
                conduct.evictions(),
                conduct.evictedUntil(),
                reason);
    }

    private Candidate.Queue queue() {
        return new Candidate.Queue(inFlight, ahead(), taken - beforeStep < forwards);
    }

    private int ahead() {
        return inFlight - computed.size();
    }

    /** It is in another step, for which nothing was computed yet. */
    void beginsStep() {
        beforeStep = taken - ahead();
    }

    /** As a query of the stage shows it. */
    StageMiner seen() {
        return new StageMiner(
                new Candidate(hotkey, registration, queue(), slots, secondsPerHop), stage, active, epoch, taken);
    }
}
