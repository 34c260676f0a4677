package dev.iota.miner.agent.step;

import dev.iota.core.wire.StepEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The step rule. Forward and backward of a microbatch use the same weights, so a step admits at most A forwards and is
 * complete when each of them was accumulated or will not come back; no forward of the next step starts before. A
 * rescued backward joins without being admitted. Not for several threads.
 */
public final class OpenStep {
    /** What to do with a forward. */
    public enum Admission {
        /** Compute it: it is in the step now. */
        ADMITTED,
        /** Compute it again, under the new lease: it was in the step before. */
        REPEATED,
        /** Its gradient is in this step already. */
        ACCUMULATED,
        /** Let it wait: it belongs to the next step. */
        FULL
    }

    private final int number;
    private final int limit;
    private final int mostEntries;
    private final Map<Long, String> awaiting = new LinkedHashMap<>();
    private final Map<Long, StepEntry> entries = new LinkedHashMap<>();
    private int admitted;

    /**
     * @param number of the step, counted from 1 within the epoch
     * @param limit forwards that it admits (A)
     * @param mostEntries microbatches that its record can name, at least {@code limit}
     */
    public OpenStep(int number, int limit, int mostEntries) {
        if (limit < 1 || mostEntries < limit) {
            throw new IllegalArgumentException("a step of %d forwards and %d entries; wanted 1 ≤ forwards ≤ entries"
                    .formatted(limit, mostEntries));
        }
        this.number = number;
        this.limit = limit;
        this.mostEntries = mostEntries;
    }

    public int number() {
        return number;
    }

    /** What {@link #admit} would say. */
    public Admission admission(long microbatch) {
        if (entries.containsKey(microbatch)) {
            return Admission.ACCUMULATED;
        }
        if (awaiting.containsKey(microbatch)) {
            return Admission.REPEATED;
        }
        return admitted < limit && awaiting.size() + entries.size() < mostEntries ? Admission.ADMITTED : Admission.FULL;
    }

    /** Takes a forward in, if the step has room for it. */
    public Admission admit(long microbatch, String lease) {
        var admission = admission(microbatch);
        if (admission == Admission.ADMITTED) {
            admitted++;
        }
        if (admission == Admission.ADMITTED || admission == Admission.REPEATED) {
            awaiting.put(microbatch, lease);
        }
        return admission;
    }

    /** Whether the forward was computed here and its gradient is still to come. */
    public boolean awaits(long microbatch) {
        return awaiting.containsKey(microbatch);
    }

    /** Whether a rescued backward may join: its record must have room for it beside everything that is awaited. */
    public boolean hasRoomForRescue() {
        return awaiting.size() + entries.size() < mostEntries;
    }

    /** The gradient of a microbatch was added: of one that is awaited, or of a rescued one. */
    public void accumulated(StepEntry entry) {
        awaiting.remove(entry.microbatch());
        if (entries.put(entry.microbatch(), entry) != null) {
            throw new IllegalStateException(
                    "microbatch %d is in step %d already".formatted(entry.microbatch(), number));
        }
    }

    /** A gradient that the process before this one had accumulated: it takes the place of a forward. */
    public void resumed(StepEntry entry) {
        admitted = Math.min(admitted + 1, limit);
        accumulated(entry);
    }

    /**
     * A forward that will not come back, if it is still the one under {@code lease}: one that was given again since is
     * awaited anew.
     *
     * @return whether the step does without it now
     */
    public boolean gone(long microbatch, String lease) {
        return awaiting.remove(microbatch, lease);
    }

    /** Awaited microbatches and the leases of their forwards. */
    public Map<Long, String> awaiting() {
        return Map.copyOf(awaiting);
    }

    /** Whether the step is to be taken, or, with nothing in it, to be begun anew. */
    public boolean isComplete() {
        return awaiting.isEmpty() && (admitted == limit || entries.size() == mostEntries);
    }

    /** Microbatches of the step in the order of their accumulation. */
    public List<StepEntry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** The step after this one; the same number again if this one stays without an entry. */
    public OpenStep next() {
        return new OpenStep(entries.isEmpty() ? number : number + 1, limit, mostEntries);
    }
}
