package dev.iota.research.zoo;

import java.util.List;
import java.util.Locale;

/**
 * What came of the zoo: a document, and a table for people.
 *
 * @param miners of each kind, of whom each did {@code hops}
 * @param honest what audits of honest miners said
 * @param cheats what audits of the others said
 * @param epochs what audits of whole epochs said, of honest miners and of others
 * @param curve how both sets of bars divide honest hops from dishonest ones, if all bars were so many times as high
 */
public record ZooReport(
        long seed,
        int miners,
        int hops,
        List<Honest> honest,
        List<Caught> cheats,
        List<Epochs> epochs,
        List<Point> curve,
        double seconds) {

    /**
     * Honest miners on a machine that differs so from the validator's.
     *
     * @param audits of their hops
     * @param failed of these
     * @param failedByReference of these, by the bars of the reference
     * @param worst times its bar that a comparison was off at most
     */
    public record Honest(
            String precision, String condition, int audits, int failed, int failedByReference, double worst) {}

    /**
     * Miners that cheat with every hop.
     *
     * @param recall part of their audits that fails
     * @param recallByReference the same by the bars of the reference
     * @param shares what that comes to where such a share of hops is audited
     */
    public record Caught(
            String cheat,
            String text,
            String precision,
            double recall,
            double recallByReference,
            List<AtShare> shares) {
        public Caught {
            shares = List.copyOf(shares);
        }
    }

    /**
     * Where a share of hops is audited.
     *
     * @param found part of the miners that was found
     * @param expected 1 − (1 − share)^hops: that an audit met them at all
     * @param medianHops until then
     * @param accused part of as many honest miners of all conditions that was accused
     * @param f1 of finding miners, with as many honest ones
     */
    public record AtShare(double share, double found, double expected, double medianHops, double accused, double f1) {
        /** Whether the miners are found as they should be. */
        boolean isFound() {
            return found >= FOUND * expected;
        }
    }

    /**
     * Epochs of miners of one kind.
     *
     * @param text what such a miner does, as the rest of a sentence
     * @param audits of its epochs
     * @param failed of these
     * @param least times its bar that the worst comparison of an epoch was off, in the epoch that was off least
     * @param most the same in the one that was off most
     */
    public record Epochs(
            String precision, String text, boolean honest, int audits, int failed, double least, double most) {}

    /**
     * One point of the curve.
     *
     * @param factor that every bar is multiplied by
     * @param honestFailed part of honest audits that fails
     * @param cheatsFailed part of the audits of hops that are not right that fails
     */
    public record Point(
            String precision,
            double factor,
            double honestFailed,
            double cheatsFailed,
            double honestFailedByReference,
            double cheatsFailedByReference) {}

    /** Of the miners that an audit met, this part has to be found. */
    private static final double FOUND = 0.9;

    public ZooReport {
        honest = List.copyOf(honest);
        cheats = List.copyOf(cheats);
        epochs = List.copyOf(epochs);
        curve = List.copyOf(curve);
    }

    /** In Markdown. */
    public String text() {
        var text = new StringBuilder();
        text.append("| precision | honest miners | audits | failed | by the reference's bars | worst, in bars |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (var row : honest) {
            text.append(line(
                    "| %s | %s | %d | %d | %d | %.3f |",
                    row.precision(),
                    row.condition(),
                    row.audits(),
                    row.failed(),
                    row.failedByReference(),
                    row.worst()));
        }
        text.append("\n| precision | cheat | audits that fail | by the reference's bars |");
        cheats.getFirst()
                .shares()
                .forEach(at -> text.append(line(
                                " found in %d hops at %.0f %% (an audit meets them) | after hops |",
                                hops, 100 * at.share())
                        .stripTrailing()));
        text.append("\n|---|---|---|---|")
                .append("---|---|".repeat(cheats.getFirst().shares().size()))
                .append('\n');
        for (var row : cheats) {
            text.append("| %s | %s | %s | %s |"
                    .formatted(row.precision(), row.text(), percent(row.recall()), percent(row.recallByReference())));
            row.shares()
                    .forEach(at -> text.append(" %s (%s)%s | %s |"
                            .formatted(
                                    percent(at.found()),
                                    percent(at.expected()),
                                    at.isFound() ? "" : ", **not found**",
                                    at.medianHops() == 0 ? "" : String.format(Locale.ROOT, "%.0f", at.medianHops()))));
            text.append('\n');
        }
        text.append("\n| precision | whole epochs of a miner that | audits | failed | worst, in bars: least | most |\n")
                .append("|---|---|---|---|---|---|\n");
        for (var row : epochs) {
            text.append(line(
                    "| %s | %s | %d | %d | %.2f | %.2f |",
                    row.precision(), row.text(), row.audits(), row.failed(), row.least(), row.most()));
        }
        text.append("\n| precision | bars × | honest audits that fail | others that fail | by the reference's: honest |"
                + " others |\n|---|---|---|---|---|---|\n");
        for (var point : curve) {
            text.append(line(
                    "| %s | %s | %s | %s | %s | %s |",
                    point.precision(),
                    point.factor(),
                    percent(point.honestFailed()),
                    percent(point.cheatsFailed()),
                    percent(point.honestFailedByReference()),
                    percent(point.cheatsFailedByReference())));
        }
        return text.toString().stripTrailing();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format + "%n", values);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, part == 0 || part == 1 ? "%.0f %%" : "%.2f %%", 100 * part);
    }
}
