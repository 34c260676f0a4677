package dev.iota.model.bench;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.program.ParameterCounts;
import dev.iota.model.program.StageMemory;
import dev.iota.model.torch.Torch;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the stage engine against the machine's own float32 matrix product. Rounds are interleaved (product, float32
 * stage, bfloat16 stage, again), and ratios are taken within a round: a machine that slows down meanwhile slows both
 * sides.
 */
public final class EngineBench {
    private static final List<Integer> PRODUCT_SIZES = List.of(1024, 2048, 4096);
    private static final int PRODUCTS_A_ROUND = 2;
    private static final long SEED = 1;

    private final BenchShape shape;
    private final EngineOptions options;

    /** @param options its graph budget should allow two graphs, of which one is kept */
    public EngineBench(BenchShape shape, EngineOptions options) {
        this.shape = shape;
        this.options = options;
    }

    /** @param rounds measured, behind one that is not */
    public BenchResult run(int rounds) {
        var torch = Torch.start(options.device(), options.threads());
        try (var manager = torch.manager();
                var float32 = stage(Precision.FLOAT32, options.graphBudget());
                var bfloat16 = stage(Precision.BFLOAT16, options.graphBudget())) {
            float32.trainOnce();
            bfloat16.trainOnce();
            var measured = new ArrayList<Round>();
            for (var i = 0; i < rounds; i++) {
                measured.add(new Round(productFlops(manager), flops(float32), flops(bfloat16)));
            }
            return new BenchResult(
                    new BenchResult.Host(
                            torch.device().toString(),
                            torch.threads(),
                            Machine.multipliesBfloat16(),
                            Machine.residentBytes()),
                    new BenchResult.Work(
                            ParameterCounts.of(shape.model()).stages().get(shape.stage()),
                            shape.training().tokensPerMicrobatch(),
                            shape.flopPerToken()),
                    median(measured.stream().map(Round::product).toList()) / 1e9,
                    speed(measured.stream().map(Round::float32).toList(), measured),
                    speed(measured.stream().map(Round::bfloat16).toList(), measured));
        }
    }

    /** Floating-point operations a second of one round. */
    private record Round(double product, double float32, double bfloat16) {}

    /**
     * What it costs to keep less than graphs.
     *
     * @param rounds measured, behind one that is not
     */
    public RecomputationCost recomputation(int rounds) {
        var compute = Precision.BFLOAT16;
        var inputs =
                StageMemory.inputBytes(shape.model(), shape.computing(compute).training(), shape.stage());
        try (var graph = stage(compute, options.graphBudget());
                var blockInputs = stage(compute, inputs);
                var stageInput = stage(compute, 0)) {
            var stages = List.of(graph, blockInputs, stageInput);
            stages.forEach(BenchStage::trainOnce);
            var blocks = new ArrayList<Double>();
            var whole = new ArrayList<Double>();
            for (var i = 0; i < rounds; i++) {
                var seconds = stages.stream().map(EngineBench::learn).toList();
                blocks.add(seconds.get(1) / seconds.getFirst());
                whole.add(seconds.getLast() / seconds.getFirst());
            }
            return new RecomputationCost(median(blocks), median(whole));
        }
    }

    private static double learn(BenchStage stage) {
        var start = System.nanoTime();
        stage.learn();
        var seconds = seconds(start);
        stage.step();
        return seconds;
    }

    private BenchStage stage(Precision compute, long graphBudget) {
        var computing = shape.computing(compute);
        var own = new EngineOptions(options.device(), options.threads(), graphBudget, options.clipAs());
        return new BenchStage(
                new StageEngine(computing.model(), computing.training(), computing.stage(), SEED, own), shape);
    }

    private double flops(BenchStage stage) {
        var start = System.nanoTime();
        stage.trainOnce();
        return shape.flopPerToken() * shape.training().tokensPerMicrobatch() / seconds(start);
    }

    private static double productFlops(PtNDManager manager) {
        JniUtils.setGradMode(false);
        try {
            return PRODUCT_SIZES.stream()
                    .mapToDouble(size -> productFlops(manager, size))
                    .max()
                    .orElseThrow();
        } finally {
            JniUtils.setGradMode(true);
        }
    }

    private static double productFlops(PtNDManager manager, int size) {
        try (var scope = (PtNDManager) manager.newSubManager()) {
            var shape = new Shape(size, size);
            var a = (PtNDArray) scope.randomNormal(0, 1, shape, DataType.FLOAT32);
            var b = (PtNDArray) scope.randomNormal(0, 1, shape, DataType.FLOAT32);
            var best = Double.POSITIVE_INFINITY;
            for (var i = 0; i < PRODUCTS_A_ROUND; i++) {
                var start = System.nanoTime();
                a.matMul(b).close();
                best = Math.min(best, seconds(start));
            }
            return 2.0 * size * size * size / best;
        }
    }

    private BenchResult.Speed speed(List<Double> flops, List<Round> rounds) {
        var ratios = new ArrayList<Double>();
        for (var i = 0; i < rounds.size(); i++) {
            ratios.add(flops.get(i) / rounds.get(i).product());
        }
        return new BenchResult.Speed(median(flops) / shape.flopPerToken(), median(flops) / 1e9, median(ratios));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
