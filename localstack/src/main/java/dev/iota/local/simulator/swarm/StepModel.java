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
    private LinkedHashMap<Long, Integer> contained = new LinkedHashMap<>();
    private int number = 1;
    private int snapshot;
    private int admitted;
    private int entries;

    /** @param exact whether it remembers all that it contains */
    StepModel(int limit, boolean exact) {
        this.limit = limit;
        this.exact = exact;
    }

    int number() {
        return number;
    }

    int snapshot() {
        return snapshot;
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
            }
            number++;
        }
        admitted = 0;
        entries = 0;
    }

    /** All that it contains is in its upload, and stays whatever happens to it; so does a snapshot of its last step. */
    void uploads() {
        snapshot = number - 1;
        contained.replaceAll((id, step) -> 0);
    }

    /** The next epoch begins with what is published. */
    void beginEpoch() {
        awaiting.clear();
        number = 1;
        snapshot = 0;
        admitted = 0;
        entries = 0;
    }

    /** It has nothing that is not published. */
    void forget() {
        contained.values().removeIf(step -> step > 0);
        beginEpoch();
    }

    /** Goes on from the newest snapshot: what came after it is in no weights any more. */
    void crash() {
        awaiting.clear();
        var kept = new LinkedHashMap<Long, Integer>();
        contained.forEach((id, step) -> {
            if (step <= snapshot) {
                kept.put(id, step);
            }
        });
        contained = kept;
        number = snapshot + 1;
        admitted = 0;
        entries = 0;
    }
}
