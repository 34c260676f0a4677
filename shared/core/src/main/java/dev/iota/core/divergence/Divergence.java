package dev.iota.core.divergence;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.TrainingSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a run has diverged: it computes values that are not finite, or a loss far above what it had, and for long.
 *
 * <p>What is not finite has to be agreed, so that no single miner can stop a run of strangers. Two miners of a stage
 * agree on a microbatch; the only live miner of a stage agrees with itself, as nobody else could do its work anyway.
 * Where the hop read the output of others, one of these may have made it overflow: then several microbatches have to
 * agree, and no miner may have had a hand in all of them.
 *
 * @param training of the run
 */
public record Divergence(TrainingSpec training) {
    /** Agreed microbatches in a row, where the word of a single miner could be behind one of them. */
    public static final int IN_A_ROW = 3;

    /** Steps' worth of microbatches between two samples of the loss. */
    private static final int STEPS = 2;

    /** So many means in a row are far above: eight steps' worth. */
    static final int LONG = 4;

    /** Far above is this many times the lowest mean before, */
    private static final double FACTOR = 2;

    /** and at least so much more, in nats per token: a loss near zero may double. */
    private static final double MORE = 1;

    /** What a person can do about it. */
    private static final String REMEDY = "lower the rate: ./iota train --resume DIR --rate R";

    /**
     * A run that has diverged.
     *
     * @param goodEpoch the newest epoch in which the loss was good; empty if the values of this one are not finite
     */
    public record Found(String reason, Optional<Integer> goodEpoch) {}

    /** Microbatches between two samples of the loss. */
    public long apart() {
        return (long) STEPS * training.microbatchesPerStep();
    }

    public Optional<Found> found(Vitals vitals) {
        return notFinite(vitals.reports()).or(() -> tooHigh(vitals.losses()));
    }

    private Optional<Found> notFinite(List<NonFinite> reports) {
        var agreed = reports.stream().collect(Collectors.groupingBy(NonFinite::id)).values().stream()
                .filter(Divergence::isAgreed)
                .toList();
        var certain = agreed.stream()
                .filter(about -> reporters(about).size() > 1 && suspects(about).isEmpty())
                .findFirst();
        if (certain.isPresent()) {
            return certain.map(about -> found(
                    about.getLast(),
                    "as %d miners of the stage found".formatted(reporters(about).size())));
        }
        if (agreed.size() < IN_A_ROW
                || agreed.stream().map(Divergence::suspects).reduce(Divergence::common).stream()
                        .anyMatch(common -> !common.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(found(reports.getLast(), "%d microbatches in a row".formatted(agreed.size())));
    }

    private static boolean isAgreed(List<NonFinite> about) {
        return reporters(about).size() > 1
                || about.stream().anyMatch(report -> report.reporter().alone());
    }

    private static Set<Hotkey> reporters(List<NonFinite> about) {
        return about.stream().map(NonFinite::hotkey).collect(Collectors.toSet());
    }

    /** Who may have brought about on its own what was said of a microbatch. */
    private static Set<Hotkey> suspects(List<NonFinite> about) {
        return about.stream()
                .map(report -> (Set<Hotkey>) new HashSet<>(report.others()))
                .reduce(Divergence::common)
                .orElseThrow();
    }

    private static Set<Hotkey> common(Set<Hotkey> one, Set<Hotkey> other) {
        var both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    private Found found(NonFinite report, String agreement) {
        var epoch = report.microbatch().epoch();
        var taken = report.reporter().step() - 1;
        return new Found(
                sentence(
                        epoch,
                        taken,
                        "the %s of stage %d is not finite, %s"
                                .formatted(
                                        report.microbatch().what(),
                                        report.microbatch().stage(),
                                        agreement)),
                Optional.empty());
    }

    private Optional<Found> tooHigh(List<LossSample> samples) {
        var means = new ArrayList<Double>();
        var before = new LossSample(0, 0, 0);
        for (var sample : samples) {
            means.add(sample.meanSince(before));
            before = sample;
        }
        // The first sample that is kept is no mean of its own once older ones were dropped, and no worse for it.
        var early = means.size() - LONG;
        if (early < 1) {
            return Optional.empty();
        }
        var lowest = means.subList(0, early).stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElseThrow();
        var recent = means.subList(early, means.size());
        if (!recent.stream().allMatch(mean -> isFarAbove(mean, lowest))) {
            return Optional.empty();
        }
        var last = samples.getLast();
        var trained = last.completed() / training.microbatchesPerStep();
        var what = String.format(
                Locale.ROOT,
                "the loss of the last %d microbatches is %.3g, and was %.3g before",
                last.completed() - samples.get(early - 1).completed(),
                last.meanSince(samples.get(early - 1)),
                lowest);
        var good = samples.get(early - 1).epoch();
        return Optional.of(new Found(
                sentence(last.epoch(), (int) Math.min(trained, training.stepsPerEpoch()), what), Optional.of(good)));
    }

    /** A mean that overflowed is far above everything. */
    private static boolean isFarAbove(double mean, double lowest) {
        return !(mean <= Math.max(FACTOR * lowest, lowest + MORE));
    }

    private String sentence(int epoch, int taken, String what) {
        var rate = training.learningRate(epoch, Math.max(0, taken - 1));
        return String.format(
                Locale.ROOT,
                "diverged after step %d of epoch %d at a learning rate of %.3g: %s; %s",
                taken,
                epoch,
                rate,
                what,
                REMEDY);
    }
}
