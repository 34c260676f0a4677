package dev.iota.local.simulator.swarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The step rule of a miner: a step admits so many forwards, and is complete when each of them was accumulated or will
 * not come back. Beside it, what the miner's weights contain.
 */
final class StepModel {
    /** Of a large run, microbatches of which a miner remembers that it has them. */
    private static final int REMEMBERED = 4096;

    private final int limit;
    private final boolean exact;
    private final Map<Long, String> awaiting = new HashMap<>();
    private final LinkedHashMap<Long, Integer> contained = new LinkedHashMap<>();
    private int number = 1;
    private int snapshot;
    private int admitted;
    private int entries;

    /** Microbatches in the journal since the newest snapshot. */
    private int journal;

    /** @param exact whether it remembers all that it contains */
    StepModel(int limit, boolean exact) {
        this.limit = limit;
        this.exact = exact;
    }

    int number() {
        return number;
    }

    /** Microbatches that it computes again when its process begins, over the newest snapshot. */
    int journal() {
        return journal;
    }

    boolean isFull() {
        return admitted >= limit;
    }

    boolean awaits(long microbatch) {
        return awaiting.containsKey(microbatch);
    }

    boolean contains(long microbatch) {
        return contained.containsKey(microbatch);
    }

    /** A forward that is computed now. */
    void admit(long microbatch, String lease) {
        if (awaiting.put(microbatch, lease) == null) {
            admitted++;
        }
    }

    void accumulate(long microbatch) {
        awaiting.remove(microbatch);
        contained.put(microbatch, number);
        entries++;
        journal++;
        if (!exact && contained.size() > REMEMBERED) {
            contained.pollFirstEntry();
        }
    }

    void gone(long microbatch) {
        awaiting.remove(microbatch);
    }

    List<Long> awaiting() {
        return new ArrayList<>(awaiting.keySet());
    }

    int awaited() {
        return awaiting.size();
    }

    boolean isComplete() {
        return awaiting.isEmpty() && isFull();
    }

    int entries() {
        return entries;
    }

    /** The next step; the same number again if this one has nothing in it. */
    void next(int snapshotSteps) {
        if (entries > 0) {
            if (number % snapshotSteps == 0) {
                snapshot = number;
                journal = 0;
            }
            number++;
        }
        admitted = 0;
        entries = 0;
    }

    /** All that it contains is in its upload, and stays whatever happens to it; so does a snapshot of its last step. */
    void uploads() {
        snapshot = number - 1;
        journal = 0;
        contained.replaceAll((id, step) -> 0);
    }

    /** The next epoch begins with what is published. */
    void beginEpoch() {
        awaiting.clear();
        number = 1;
        snapshot = 0;
        journal = 0;
        admitted = 0;
        entries = 0;
    }

    /** It has nothing that is not published. */
    void forget() {
        contained.values().removeIf(step -> step > 0);
        beginEpoch();
    }

    /** What was accumulated is in its journal; what it awaited comes elsewhere. */
    void crash() {
        awaiting.clear();
        admitted = entries;
    }

    /** It has computed a part of its journal again, and goes on with the steps that are complete. */
    void cutJournal(double part) {
        var left = (long) (part * journal);
        var last = snapshot;
        while (last + 1 < number && left >= in(last + 1)) {
            left -= in(++last);
        }
        loseAfter(last);
    }

    private long in(int step) {
        return contained.values().stream().filter(of -> of == step).count();
    }

    /** What came after the newest snapshot is in no weights any more. */
    void loseJournal() {
        loseAfter(snapshot);
    }

    private void loseAfter(int last) {
        contained.values().removeIf(step -> step > last);
        number = last + 1;
        journal = 0;
        admitted = 0;
        entries = 0;
    }
}
