package dev.iota.core.clasp;

import dev.iota.core.statistics.Medians;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The pathways of one epoch in one batch, as rows of a least-squares problem. An epoch has a level of its own, so of
 * everything its mean is taken off: that is the same as a column for every epoch (Frisch, Waugh and Lovell), and no
 * epoch has to be remembered.
 */
final class EpochRows {
    /** Of fewer losses the spread is not known well enough to clip by it. */
    private static final int CLIPPED_FROM = 10;

    /** Standard deviations of normal losses in the median distance from their median. */
    private static final double DEVIATION = 1.4826;

    /** Nats per token; difficulties that differ by less are the same. */
    private static final double ROUNDING = 1e-9;

    /** Above it the fit follows the row instead of saying what to expect of it. */
    private static final double HIGHEST_LEVERAGE = 0.5;

    private final int size;
    private final int columns;
    private final int width;
    /** The columns of row i that are not zero, from i · width on; their values are in the same places. */
    private final int[] places;

    private final double[] values;
    /** Less their mean. */
    private final double[] losses;
    /** Of each column. */
    private final double[] means;

    private EpochRows(List<SampledPathway> pathways, SeatColumns seats, double clip) {
        size = pathways.size();
        columns = seats.size();
        width = SeatColumns.COVARIATES + seats.stages();
        places = new int[size * width];
        values = new double[size * width];
        losses = pathways.stream().mapToDouble(SampledPathway::loss).toArray();
        fill(pathways, seats);
        means = sums(i -> 1);
        for (var column = 0; column < columns; column++) {
            means[column] /= size;
        }
        clip(clip);
        var mean = Arrays.stream(losses).sum() / size;
        for (var i = 0; i < size; i++) {
            losses[i] -= mean;
        }
    }

    /** Epochs of which there is a single pathway say nothing: it differs from its own mean in nothing. */
    static List<EpochRows> of(List<SampledPathway> pathways, SeatColumns seats, double clip) {
        var byEpoch = new LinkedHashMap<Long, List<SampledPathway>>();
        pathways.forEach(pathway -> byEpoch.computeIfAbsent(pathway.epoch(), epoch -> new ArrayList<>())
                .add(pathway));
        return byEpoch.values().stream()
                .filter(these -> these.size() > 1)
                .map(these -> new EpochRows(these, seats, clip))
                .toList();
    }

    int size() {
        return size;
    }

    private void fill(List<SampledPathway> pathways, SeatColumns seats) {
        var difficulty = pathways.stream()
                .flatMapToDouble(pathway -> pathway.difficulty().stream())
                .average()
                .orElse(0);
        for (var i = 0; i < size; i++) {
            var pathway = pathways.get(i);
            var row = i * width;
            for (var column = 0; column < SeatColumns.COVARIATES; column++) {
                places[row + column] = column;
            }
            if (pathway.difficulty().isPresent()) {
                var above = pathway.difficulty().getAsDouble() - difficulty;
                values[row + SeatColumns.DIFFICULTY] = Math.abs(above) > ROUNDING ? above : 0;
                values[row + SeatColumns.KNOWN] = 1;
            }
            values[row + SeatColumns.RESCUED] = pathway.rescued() ? 1 : 0;
            for (var stage = 0; stage < seats.stages(); stage++) {
                var at = row + SeatColumns.COVARIATES + stage;
                places[at] = seats.of(stage, pathway.miners().get(stage));
                values[at] = 1;
            }
        }
    }

    /** Bounds what one absurd loss does to the errors of all others, and so whom it hides. */
    private void clip(double deviations) {
        if (size < CLIPPED_FROM) {
            return;
        }
        var median = Medians.of(losses);
        var spread = DEVIATION
                * Medians.of(Arrays.stream(losses)
                        .map(loss -> Math.abs(loss - median))
                        .toArray());
        // Where most losses are the same, all others would become it.
        if (spread > 0) {
            for (var i = 0; i < size; i++) {
                losses[i] = Math.clamp(losses[i], median - deviations * spread, median + deviations * spread);
            }
        }
    }

    /**
     * Adds Σ x x', Σ x y and Σ x², of columns and losses less their means; the last one of columns as they are, so that
     * it shows how much of a column the mean explains.
     *
     * @param cross of columns × columns
     */
    void addTo(double[] cross, double[] response, double[] squares) {
        addProducts(i -> 1, cross);
        for (var i = 0; i < size; i++) {
            for (var at = i * width; at < (i + 1) * width; at++) {
                response[places[at]] += values[at] * losses[i];
                squares[places[at]] += values[at] * values[at];
            }
        }
    }

    /**
     * Adds Σ w e² x x', the middle of White's covariance, by HC3: e = y − x'β and w = 1/(1 − h)², h the row's leverage
     * x'Gx, counted with that of its epoch's mean.
     */
    void addScatterTo(double[] scatter, LeastSquaresFit fit) {
        var weights = weights(fit);
        addProducts(i -> weights[i], scatter);
    }

    private double[] weights(LeastSquaresFit fit) {
        var byMeans = fit.inverseTimes(means);
        var meanLeverage = 1.0 / size;
        var meanPrediction = 0.0;
        for (var column = 0; column < columns; column++) {
            meanLeverage += means[column] * byMeans[column];
            meanPrediction += means[column] * fit.coefficient(column);
        }
        var weights = new double[size];
        for (var i = 0; i < size; i++) {
            var leverage = meanLeverage;
            var prediction = -meanPrediction;
            for (var at = i * width; at < (i + 1) * width; at++) {
                prediction += values[at] * fit.coefficient(places[at]);
                leverage -= 2 * values[at] * byMeans[places[at]];
                for (var other = i * width; other < (i + 1) * width; other++) {
                    leverage += values[at] * values[other] * fit.inverse(places[at], places[other]);
                }
            }
            // A row that the fit follows counts with its whole distance from the mean: rather too much than nothing.
            var error = leverage > HIGHEST_LEVERAGE ? losses[i] : (losses[i] - prediction) / (1 - leverage);
            weights[i] = error * error;
        }
        return weights;
    }

    /** Adds Σ w (x − m)(x − m)' = Σ w x x' − s m' − m s' + (Σ w) m m', with s = Σ w x and m the means. */
    private void addProducts(Weight weight, double[] target) {
        var total = 0.0;
        for (var i = 0; i < size; i++) {
            var w = weight.of(i);
            total += w;
            for (var at = i * width; at < (i + 1) * width; at++) {
                // Covariates are mostly zero.
                if (values[at] != 0) {
                    addRow(i, w * values[at], places[at] * columns, target);
                }
            }
        }
        var sums = sums(weight);
        for (var row = 0; row < columns; row++) {
            for (var column = 0; column < columns; column++) {
                target[row * columns + column] +=
                        total * means[row] * means[column] - sums[row] * means[column] - means[row] * sums[column];
            }
        }
    }

    private void addRow(int i, double factor, int row, double[] target) {
        for (var at = i * width; at < (i + 1) * width; at++) {
            target[row + places[at]] += factor * values[at];
        }
    }

    private double[] sums(Weight weight) {
        var sums = new double[columns];
        for (var i = 0; i < size; i++) {
            for (var at = i * width; at < (i + 1) * width; at++) {
                sums[places[at]] += weight.of(i) * values[at];
            }
        }
        return sums;
    }

    private interface Weight {
        double of(int row);
    }
}
