package dev.iota.core.merge;

import dev.iota.core.merge.codec.BlockLayout;
import java.util.Locale;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link MergeBenchmark} and prints float32 bytes read per second, as a share of those that a copy reads.
 * docs/benchmarks.md says how.
 */
final class MergeBenchmarkRun {
    private static final double LOWER_QUARTILE = 25;

    private MergeBenchmarkRun() {}

    public static void main(String[] args) throws RunnerException {
        var options = new OptionsBuilder()
                .include(MergeBenchmark.class.getSimpleName())
                .param("uploads", args.length > 0 ? args : new String[] {"8"})
                .build();
        var results = new Runner(options).run();
        for (var uploads : results.stream()
                .map(r -> r.getParams().getParam("uploads"))
                .distinct()
                .toList()) {
            var bytes = (double) Integer.parseInt(uploads) * BlockLayout.ELEMENTS * Float.BYTES;
            var copy = 0.0;
            for (var result : results) {
                if (result.getParams().getParam("uploads").equals(uploads)) {
                    var rate = bytes / result.getPrimaryResult().getStatistics().getPercentile(LOWER_QUARTILE);
                    var name = result.getPrimaryResult().getLabel();
                    copy = name.equals("copy") ? rate : copy;
                    System.out.printf(
                            Locale.ROOT,
                            "%s uploads  %-16s %8.2f GB/s  %4.0f %% of a copy%n",
                            uploads,
                            name,
                            rate,
                            100 * rate / copy);
                }
            }
        }
    }
}
