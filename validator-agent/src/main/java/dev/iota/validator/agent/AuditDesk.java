package dev.iota.validator.agent;

import dev.iota.core.wire.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Audits that came and are not answered yet, by lease, oldest first. An inbox delivers what is not deleted again and
 * again; here it lies once.
 */
final class AuditDesk {
    /** More are left in the inbox. */
    private static final int MOST = 16;

    private final SequencedMap<String, Item> items = new LinkedHashMap<>();
    private @Nullable HeldOut heldOut;
    private @Nullable String stopped;

    /**
     * An audit.
     *
     * @param receipt that the newest delivery of its message is deleted with
     */
    record Item(Work.Audit audit, String receipt) {}

    /** Published weights to be measured while there is no audit. */
    private record HeldOut(Work.HeldOut work, String receipt) {}

    /** Takes the newest of them in. */
    synchronized void put(Work.HeldOut work, String receipt) {
        if (heldOut == null || heldOut.work().epoch() <= work.epoch()) {
            heldOut = new HeldOut(work, receipt);
            notifyAll();
        }
    }

    /** Takes an audit in; one that lies here already gets the newer receipt. */
    synchronized void put(Work.Audit audit, String receipt) {
        items.merge(audit.lease(), new Item(audit, receipt), (old, fresh) -> new Item(old.audit(), receipt));
        notifyAll();
    }

    /** Waits until another one may come. */
    synchronized int awaitRoom() throws InterruptedException {
        while (items.size() >= MOST) {
            wait();
        }
        return MOST - items.size();
    }

    /**
     * Waits for work, which stays here until it is {@link #done}. An audit of the state that is in memory comes first,
     * then one of its stage, then the oldest, and weights to be measured last.
     *
     * @return none if the validator is to stop
     */
    synchronized Optional<Work> next(int stage, int epoch) throws InterruptedException {
        while (items.isEmpty() && heldOut == null && stopped == null) {
            wait();
        }
        if (stopped != null) {
            return Optional.empty();
        }
        if (items.isEmpty() && heldOut != null) {
            return Optional.of(heldOut.work());
        }
        Work.Audit chosen = items.firstEntry().getValue().audit();
        for (var item : items.values()) {
            if (nearness(item.audit(), stage, epoch) > nearness(chosen, stage, epoch)) {
                chosen = item.audit();
            }
        }
        return Optional.of(chosen);
    }

    private static int nearness(Work.Audit audit, int stage, int epoch) {
        if (audit.stage() != stage) {
            return 0;
        }
        return audit.epoch() == epoch ? 2 : 1;
    }

    /** An audit is answered, or given up; returns what its message is deleted with. */
    synchronized Optional<String> done(Work.Audit audit) {
        var item = items.remove(audit.lease());
        notifyAll();
        return Optional.ofNullable(item).map(Item::receipt);
    }

    /** The weights are measured, or given up; as {@link #done(Work.Audit)}. */
    synchronized Optional<String> done(Work.HeldOut work) {
        var done = heldOut;
        if (done == null || !done.work().lease().equals(work.lease())) {
            return Optional.empty();
        }
        heldOut = null;
        return Optional.of(done.receipt());
    }

    /** Whether what is being measured has to wait. */
    synchronized boolean hasAudits() {
        return !items.isEmpty() || stopped != null;
    }

    /** Leases of everything here. */
    synchronized List<String> leases() {
        var leases = new ArrayList<>(items.keySet());
        if (heldOut != null) {
            leases.add(heldOut.work().lease());
        }
        return leases;
    }

    synchronized int size() {
        return items.size();
    }

    /** Lets nobody wait any longer. */
    synchronized void stop(String reason) {
        if (stopped == null) {
            stopped = reason;
        }
        notifyAll();
    }

    /** Why it was stopped. */
    synchronized Optional<String> stopped() {
        return Optional.ofNullable(stopped);
    }
}
