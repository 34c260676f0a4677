package dev.iota.research.zoo;

import dev.iota.core.run.Preset;
import dev.iota.core.wire.Precision;
import dev.iota.model.audit.HopResults;
import dev.iota.research.zoo.ZooReport.AtShare;
import dev.iota.research.zoo.ZooReport.Caught;
import dev.iota.research.zoo.ZooReport.Honest;
import dev.iota.research.zoo.ZooReport.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Audits of one precision: every hop of the model, done by honest miners of every condition and by every cheat, each
 * computed again at the published weights and compared.
 */
final class Zoo implements AutoCloseable {
    private static final List<Double> FACTORS = List.of(0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0, 1000.0);

    private final ZooModel model;
    private final Precision precision;
    private final AuditedMiners audited;
    private final List<Double> shares;
    private final Judge judge;
    private final Consumer<String> progress;
    private final List<CheatEngines> stages = new ArrayList<>();
    private final List<HopResults> replayed = new ArrayList<>();
    private final Map<HonestCondition, List<Judge.Excess>> honest = new LinkedHashMap<>();

    /** @param shares of hops that are audited */
    Zoo(ZooModel model, Precision precision, AuditedMiners audited, List<Double> shares, Consumer<String> progress)
            throws IOException {
        this.model = model;
        this.precision = precision;
        this.audited = audited;
        this.shares = List.copyOf(shares);
        this.judge = new Judge(model.preset());
        this.progress = progress;
        var blocks = model.preset().model().blocks();
        for (var stage = 0; stage < model.published().size(); stage++) {
            var block = blocks.subList(0, stage).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            stages.add(new CheatEngines(
                    model.preset(),
                    stage,
                    model.published().get(stage),
                    model.before().get(stage),
                    block,
                    1));
        }
        for (var hop : model.hops()) {
            replayed.add(stages.get(hop.stage()).honest(hop));
        }
    }

    /** What honest miners of a condition stored and reported, hop by hop. */
    Honest honest(HonestCondition condition, List<HopResults> found) {
        var judged = IntStream.range(0, found.size())
                .mapToObj(i -> judge.judge(found.get(i), replayed.get(i)))
                .toList();
        honest.put(condition, judged);
        return new Honest(
                precision.name(),
                condition.text(),
                judged.size(),
                count(judged, Judge.Excess::fails),
                count(judged, Judge.Excess::failsByReference),
                judged.stream().mapToDouble(Judge.Excess::standard).max().orElse(0));
    }

    private static int count(List<Judge.Excess> judged, Predicate<Judge.Excess> what) {
        return (int) judged.stream().filter(what).count();
    }

    /** Every cheat that a miner of such a run can do, after the honest miners. */
    List<Caught> cheats(List<Point> curve) {
        var caught = new ArrayList<Caught>();
        var dishonest = new ArrayList<Judge.Excess>();
        for (var cheat : Cheat.values()) {
            var judged = commit(cheat);
            if (judged.isEmpty()) {
                continue;
            }
            if (cheat != Cheat.NO_STEP) {
                dishonest.addAll(judged);
            }
            caught.add(new Caught(
                    cheat.name(),
                    cheat.text(),
                    precision.name(),
                    part(judged, 1, false),
                    part(judged, 1, true),
                    shares.stream().map(share -> at(share, judged)).toList()));
            progress.accept("%s: %s".formatted(precision, cheat.text()));
        }
        var all = honest.values().stream().flatMap(List::stream).toList();
        for (var factor : FACTORS) {
            curve.add(new Point(
                    precision.name(),
                    factor,
                    part(all, factor, false),
                    part(dishonest, factor, false),
                    part(all, factor, true),
                    part(dishonest, factor, true)));
        }
        return caught;
    }

    private List<Judge.Excess> commit(Cheat cheat) {
        var random = new Random(cheat.name().hashCode());
        var hops = model.hops();
        var perMicrobatch = stages.size();
        var judged = new ArrayList<Judge.Excess>();
        for (var i = 0; i < hops.size(); i++) {
            var hop = hops.get(i);
            if (!cheat.isPossible(hop, precision)) {
                continue;
            }
            var other = hops.get((i + perMicrobatch) % hops.size());
            var found = cheat.commit(hop, other, stages.get(hop.stage()), wire(model.preset()), random);
            judged.add(judge.judge(found, replayed.get(i)));
        }
        return judged;
    }

    private static Precision wire(Preset preset) {
        return preset.training().wire();
    }

    private AtShare at(double share, List<Judge.Excess> judged) {
        var all = honest.values().stream().flatMap(List::stream).toList();
        var found =
                audited.work(share, number -> judged.get(number % judged.size()).fails());
        var accused = audited.work(share, number -> all.get(number % all.size()).fails());
        return audited.compare(share, found, accused);
    }

    private static double part(List<Judge.Excess> judged, double factor, boolean byReference) {
        var above = judged.stream()
                .mapToDouble(byReference ? Judge.Excess::reference : Judge.Excess::standard)
                .filter(excess -> !(excess <= factor))
                .count();
        return judged.isEmpty() ? 0 : (double) above / judged.size();
    }

    @Override
    public void close() {
        stages.forEach(CheatEngines::close);
    }
}
