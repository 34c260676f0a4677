package dev.iota.local.runner.operator;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the microbatches of a run say about it. They are added one by one, each once, as it stands at the end;
 * memory grows with the number of epochs, not with theirs.
 */
public final class Tally {
    private static final Comparator<Loss> BY_TIME =
            Comparator.comparing(Loss::at).thenComparingLong(Loss::id);

    private final int window;
    private final PriorityQueue<Loss> first = new PriorityQueue<>(BY_TIME.reversed());
    private final PriorityQueue<Loss> last = new PriorityQueue<>(BY_TIME);
    private final Map<Integer, Long> byEpoch = new HashMap<>();
    private long completed;
    private long inFlight;
    private long lost;
    private long hops;

    private record Loss(Instant at, long id, double value) {}

    /** @param window microbatches that the first and the last loss are the mean of */
    public Tally(int window) {
        this.window = window;
    }

    /** As the orchestrator counts them, without their losses. */
    static Tally of(StatusResponse status) {
        var tally = new Tally(0);
        tally.completed = status.completed();
        tally.lost = status.lost();
        tally.inFlight = status.inFlight();
        return tally;
    }

    public void add(Microbatch microbatch) {
        switch (microbatch.state()) {
            case COMPLETE -> {
                completed++;
                byEpoch.merge(microbatch.origin().epoch(), 1L, Long::sum);
                microbatch.loss().ifPresent(value -> keep(new Loss(microbatch.since(), microbatch.id(), value)));
            }
            case LOST -> lost++;
            // Its position starts again, as another microbatch, which counts.
            case UNFINISHED -> {}
            case WAITING, LEASED -> inFlight++;
        }
        hops += microbatch.hops().stream().mapToInt(Tally::crossings).sum();
    }

    private void keep(Loss loss) {
        first.add(loss);
        last.add(loss);
        if (first.size() > window) {
            first.remove();
            last.remove();
        }
    }

    private static int crossings(Hop hop) {
        return (hop.activation().isPresent() ? 1 : 0) + (hop.gradient().isPresent() ? 1 : 0);
    }

    public long started() {
        return completed + lost + inFlight;
    }

    public long completed() {
        return completed;
    }

    /** Those that were completed of each epoch; empty where the tables could not be read. */
    public Map<Integer, Long> completedByEpoch() {
        return Map.copyOf(byEpoch);
    }

    public long inFlight() {
        return inFlight;
    }

    public long lost() {
        return lost;
    }

    /** Tensors that crossed a stage boundary and count. */
    public long hops() {
        return hops;
    }

    /** Mean over the first completed microbatches; null without one. */
    @Nullable public Double lossFirst() {
        return mean(first);
    }

    /** Mean over the last completed microbatches; null without one. */
    @Nullable public Double lossLast() {
        return mean(last);
    }

    private static @Nullable Double mean(Collection<Loss> losses) {
        var mean = losses.stream().mapToDouble(Loss::value).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }
}
