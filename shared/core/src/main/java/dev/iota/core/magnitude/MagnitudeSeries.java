package dev.iota.core.magnitude;

import dev.iota.core.clasp.Seat;
import dev.iota.core.magnitude.StageFindings.Finding;
import dev.iota.core.magnitude.StageLevel.Spread;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.statistics.Holm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Looks at the sizes of an epoch's tensors. In an epoch of honest miners, the chance that any of them is suspected for
 * being off the others is at most the rate, which Holm's procedure divides among all miners and traits.
 */
public final class MagnitudeSeries {
    /** Of one epoch. */
    public static final double FALSE_ACCUSATIONS = 0.001;

    private final double rate;

    public MagnitudeSeries() {
        this(FALSE_ACCUSATIONS);
    }

    MagnitudeSeries(double rate) {
        this.rate = rate;
    }

    /**
     * What follows from an epoch. Of one without pathways nothing does.
     *
     * @param pathways the hops of each microbatch, all of them through the same number of stages
     */
    public MagnitudeEpoch next(MagnitudeEpoch before, List<List<Hop>> pathways) {
        if (pathways.isEmpty()) {
            return before;
        }
        var levels = new TreeMap<Integer, Map<Trait, StageLevel>>();
        before.levels().forEach(level -> put(levels, level));
        var findings = new ArrayList<Finding>();
        for (var stage = 0; stage < pathways.getFirst().size(); stage++) {
            for (var trait : Trait.values()) {
                var samples = samples(pathways, stage, trait);
                if (!samples.isEmpty()) {
                    var known = Optional.ofNullable(
                            levels.getOrDefault(stage, Map.of()).get(trait));
                    var trend = Trend.of(
                            known.map(level -> OptionalDouble.of(level.level())).orElse(OptionalDouble.empty()),
                            samples);
                    var found = new StageFindings(
                            stage, trait, trend, known.map(StageLevel::spread).orElse(Spread.NONE));
                    findings.addAll(found.findings());
                    put(levels, new StageLevel(stage, trait, trend.level(), found.spread()));
                }
            }
        }
        return new MagnitudeEpoch(
                look(pathways, findings),
                levels.values().stream().flatMap(of -> of.values().stream()).toList());
    }

    private static void put(Map<Integer, Map<Trait, StageLevel>> levels, StageLevel level) {
        levels.computeIfAbsent(level.stage(), _ -> new TreeMap<>()).put(level.trait(), level);
    }

    private static List<Trend.Sample> samples(List<List<Hop>> pathways, int stage, Trait trait) {
        var samples = new ArrayList<Trend.Sample>();
        for (var pathway : pathways) {
            var hop = pathway.get(stage);
            trait.of(pathway, stage).ifPresent(value -> samples.add(new Trend.Sample(hop.hotkey(), hop.step(), value)));
        }
        return samples;
    }

    private MagnitudeEpoch.Look look(List<List<Hop>> pathways, List<Finding> findings) {
        var reasons = new TreeMap<Seat, String>();
        off(findings).forEach((seat, reason) -> reasons.merge(seat, reason, MagnitudeSeries::joined));
        new Disagreements(pathways)
                .suspected()
                .forEach((seat, reason) -> reasons.merge(seat, reason, MagnitudeSeries::joined));
        var seats = new TreeSet<Seat>();
        for (var pathway : pathways) {
            for (var stage = 0; stage < pathway.size(); stage++) {
                seats.add(new Seat(stage, pathway.get(stage).hotkey()));
            }
        }
        var compared = findings.stream().map(Finding::seat).distinct().count();
        return new MagnitudeEpoch.Look(
                pathways.size(),
                seats.size(),
                Math.toIntExact(compared),
                reasons.entrySet().stream()
                        .map(entry -> new SizeSuspicion(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static String joined(String one, String other) {
        return "%s; %s".formatted(one, other);
    }

    /** Of each miner that is off, in which trait most. */
    private Map<Seat, String> off(List<Finding> findings) {
        var holm = new Holm(findings.stream().mapToDouble(Finding::chance).toArray(), rate);
        return IntStream.range(0, findings.size())
                .filter(holm::isFound)
                .boxed()
                .collect(Collectors.toMap(
                        i -> findings.get(i).seat(),
                        i -> i,
                        (i, j) -> findings.get(i).chance() <= findings.get(j).chance() ? i : j,
                        TreeMap::new))
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> reason(findings.get(entry.getValue()), holm.limit(entry.getValue()))));
    }

    private static String reason(Finding finding, double limit) {
        return ("in %d hops, %s the others of its stage; of an honest miner that is to be expected with a chance of"
                        + " %.2g, and suspicion begins at %.2g")
                .formatted(
                        finding.hops(),
                        finding.trait().words(finding.effect(), finding.error()),
                        finding.chance(),
                        limit);
    }
}
