package dev.iota.core.audit;

import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is on record of a watched miner whose upload counts.
 *
 * @param accepted microbatches of the upload that were accepted from it
 * @param hops that were kept, by microbatch
 * @param taken its steps in the epoch, but for those that were lost again
 */
public record WatchedEpoch(Set<Long> accepted, Map<Long, WatchedHop> hops, List<Event.StepDone> taken) {
    public WatchedEpoch {
        accepted = Set.copyOf(accepted);
        hops = Map.copyOf(hops);
        taken = List.copyOf(taken);
    }

    /** Whether the record is whole. */
    public sealed interface Found {
        /** It is: the epoch can be done again. */
        record Whole(TakenSteps steps, double seconds) implements Found {}

        /**
         * It is not.
         *
         * @param claimed whether that is because the step log says what is not on record: the miner's own word, which
         *     would let it escape every audit
         */
        record Gap(String reason, boolean claimed) implements Found {}
    }

    /** Puts together what the step log of the upload names. */
    public Found of(List<LoggedStep> log) {
        if (log.size() > WatchRules.MOST_STEPS) {
            return new Found.Gap(
                    "it took %d steps; bars are known for %d".formatted(log.size(), WatchRules.MOST_STEPS), false);
        }
        var steps = new ArrayList<TakenSteps.Step>();
        var seconds = 0.0;
        for (var logged : log) {
            var flaw = flaw(logged);
            var done = done(logged);
            if (flaw.isPresent() || done.isEmpty()) {
                return flaw.orElseGet(() -> new Found.Gap(
                        "step %d of the log is not on record with these microbatches".formatted(logged.step()), true));
            }
            var its = logged.microbatches().stream().map(this::hop).toList();
            seconds += its.stream().mapToDouble(WatchedHop::seconds).sum();
            steps.add(new TakenSteps.Step(
                    logged.step(),
                    done.get().gradientNorm(),
                    done.get().clip(),
                    its.stream().map(WatchedHop::hop).toList()));
        }
        var peaks = log.stream()
                .flatMap(logged -> logged.microbatches().stream())
                .map(id -> hop(id).peak())
                .collect(Collectors.toSet());
        return peaks.size() > 1
                ? new Found.Gap("the learning rate was changed meanwhile", false)
                : new Found.Whole(new TakenSteps(peaks.iterator().next(), steps), seconds);
    }

    private Optional<Found.Gap> flaw(LoggedStep logged) {
        for (var id : logged.microbatches()) {
            if (!accepted.contains(id)) {
                return Optional.of(new Found.Gap(
                        "step %d of the log names microbatch %d, which was not accepted from it"
                                .formatted(logged.step(), id),
                        true));
            }
            if (!hops.containsKey(id)) {
                return Optional.of(new Found.Gap("nothing was kept of microbatch %d".formatted(id), false));
            }
        }
        return Optional.empty();
    }

    private Optional<Event.StepDone> done(LoggedStep logged) {
        return taken.stream()
                .filter(done -> done.step() == logged.step()
                        && done.microbatches().stream()
                                .map(StepEntry::microbatch)
                                .toList()
                                .equals(logged.microbatches()))
                .findFirst();
    }

    private WatchedHop hop(long microbatch) {
        return Objects.requireNonNull(hops.get(microbatch));
    }
}
