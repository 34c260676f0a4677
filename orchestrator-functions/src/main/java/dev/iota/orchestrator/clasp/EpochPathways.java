package dev.iota.orchestrator.clasp;

import dev.iota.core.clasp.SampledPathway;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.score.EpochLedgers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Reads the pathways of an epoch that is over: of one and the same epoch always the same. */
final class EpochPathways {
    /** Pathways of one epoch that are read; of more, as many are taken, spread evenly over the epoch. */
    private static final int MOST = 10_000;

    /** Microbatches that are read at a time: a hundred thousand of them do not fit into the memory of a function. */
    private static final int SOME = 100;

    private final EpochLedgers ledgers;

    EpochPathways(Services services) {
        this.ledgers = EpochLedgers.of(services);
    }

    /**
     * What there is of an epoch.
     *
     * @param losses with their pathways
     * @param hops of each microbatch, by stage
     */
    record Sampled(List<SampledPathway> losses, List<List<Hop>> hops) {}

    /**
     * Completed microbatches whose work is contained in what the run went on from, by their ids. An epoch that a
     * rollback gave up has none.
     */
    Sampled of(Run run, int epoch) {
        var ids = ids(run, epoch);
        var losses = new ArrayList<SampledPathway>();
        var hops = new ArrayList<List<Hop>>();
        for (var from = 0; from < ids.size(); from += SOME) {
            var some = ids.subList(from, Math.min(from + SOME, ids.size()));
            var found = run.microbatches().get(some);
            for (var id : some) {
                Optional.ofNullable(found.get(id))
                        .filter(microbatch -> isWhole(run, microbatch))
                        .ifPresent(microbatch -> {
                            hops.add(microbatch.hops());
                            pathway(epoch, microbatch).ifPresent(losses::add);
                        });
            }
        }
        return new Sampled(losses, hops);
    }

    private List<Long> ids(Run run, int epoch) {
        var ids = new TreeSet<Long>();
        ledgers.receipts(run, epoch).values().forEach(receipts -> receipts.miners()
                .forEach(work -> ids.addAll(work.microbatches())));
        var all = List.copyOf(ids);
        return all.size() <= MOST
                ? all
                : IntStream.range(0, MOST)
                        .mapToObj(i -> all.get((int) ((long) i * all.size() / MOST)))
                        .toList();
    }

    /**
     * Not so a microbatch that was rescued: its record names the miner that did the backward, and the loss and the
     * output are those of the forward.
     */
    private static boolean isWhole(Run run, Microbatch microbatch) {
        return microbatch.state() == State.COMPLETE
                && microbatch.hops().size() == run.stages()
                && microbatch.hops().stream().noneMatch(hop -> hop.rescue().isPresent());
    }

    private static Optional<SampledPathway> pathway(int epoch, Microbatch microbatch) {
        return microbatch
                .loss()
                .filter(loss -> loss >= 0)
                .map(loss -> new SampledPathway(
                        epoch,
                        microbatch.hops().stream().map(Hop::hotkey).toList(),
                        Math.min(loss, SampledPathway.HIGHEST_LOSS),
                        OptionalDouble.empty(),
                        false));
    }
}
