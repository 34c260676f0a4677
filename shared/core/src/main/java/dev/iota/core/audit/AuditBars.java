package dev.iota.core.audit;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A named set of bars, with what it was made from. A document: {@code validator-agent calibrate} writes it.
 *
 * @param origin none where a person set the bars
 * @param spreads what was seen, by condition
 */
public record AuditBars(String name, Optional<BarsOrigin> origin, List<AuditBar> bars, List<Spread> spreads) {
    /** Made by {@code validator-agent calibrate}; comes with the project. */
    public static final String STANDARD = "default";
    /** What the reference's validators ask for. */
    public static final String REFERENCE = "reference";

    private static final String RESOURCE = "bars.json";
    /** Of the reference: the cosine is at least 0.9. */
    private static final double REFERENCE_COSINE = 0.1;
    /** Of the reference: the ratio of the norms is at least 0.8. */
    private static final double REFERENCE_NORM = 0.2;

    public AuditBars {
        bars = List.copyOf(bars);
        spreads = List.copyOf(spreads);
    }

    /** @throws MalformedException if the text is no set of bars */
    public static AuditBars read(String json) {
        return Json.read(json, AuditBars.class);
    }

    /** The set that comes with the project. */
    public static AuditBars standard() {
        try (var in = AuditBars.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reference's bars, kept for comparison: they admit noise of 48 % of the signal, and look at nothing else. */
    public static AuditBars reference() {
        var bars = new ArrayList<AuditBar>();
        for (var compared : List.of(Compared.OUTPUT, Compared.INPUT_GRADIENT)) {
            for (var compute : Precision.values()) {
                for (var wire : Precision.values()) {
                    bars.add(set(compared, Metric.COSINE, compute, wire, REFERENCE_COSINE));
                    bars.add(set(compared, Metric.NORM, compute, wire, REFERENCE_NORM));
                }
            }
        }
        return new AuditBars(REFERENCE, Optional.empty(), bars, List.of());
    }

    private static AuditBar set(Compared compared, Metric metric, Precision compute, Precision wire, double bar) {
        return new AuditBar(compared, metric, compute, wire, 0, bar, Optional.empty());
    }

    /**
     * The bars of a run. For a number of steps between two that were measured the higher bar of both holds: a change is
     * off most after the first step, which takes little but the sign of a gradient, and again after many.
     *
     * @param compute that the run declares
     * @param wire that stored tensors are rounded to
     * @param steps optimiser steps that are replayed; 0 for a hop at a published state
     * @throws InvalidSpecException if this set has none for such a run
     */
    public BarSet of(Precision compute, Precision wire, int steps) {
        var ofRun = bars.stream()
                .filter(bar -> bar.compute() == compute && bar.wire() == wire)
                .toList();
        var set = new BarSet(
                ofRun.stream().filter(bar -> holds(bar, ofRun, steps)).toList());
        if (set.isEmpty()) {
            throw new InvalidSpecException(
                    "the bars '%s' have none for compute %s, wire %s and %d steps; make them with 'calibrate'"
                            .formatted(name, compute, wire, steps));
        }
        return set;
    }

    private static boolean holds(AuditBar bar, List<AuditBar> all, int steps) {
        var measured = all.stream()
                .filter(other -> other.compared() == bar.compared() && other.metric() == bar.metric())
                .mapToInt(AuditBar::steps)
                .filter(count -> (count == 0) == (steps == 0))
                .toArray();
        var above = IntStream.of(measured).filter(count -> count >= steps).min();
        var below = IntStream.of(measured).filter(count -> count <= steps).max();
        return above.isPresent() && (bar.steps() == above.getAsInt() || bar.steps() == below.orElse(-1));
    }

    /** Of an epoch of more steps this set cannot say how far an honest one is off; 0 if it can of none. */
    public int mostSteps(Precision compute, Precision wire) {
        return bars.stream()
                .filter(bar -> bar.compute() == compute && bar.wire() == wire)
                .mapToInt(AuditBar::steps)
                .max()
                .orElse(0);
    }

    /** Whether every comparison that a hop may need has a bar in this set, for these precisions. */
    public boolean isComplete(Precision compute, Precision wire) {
        return Arrays.stream(Compared.values()).filter(Compared::isOfHop).allMatch(compared -> bars.stream()
                .anyMatch(bar -> bar.compared() == compared
                        && bar.compute() == compute
                        && bar.wire() == wire
                        && bar.steps() == 0));
    }
}
