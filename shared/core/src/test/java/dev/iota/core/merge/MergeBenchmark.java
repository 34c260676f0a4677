package dev.iota.core.merge;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.aggregate.Aggregation;
import dev.iota.core.merge.aggregate.Norms;
import dev.iota.core.merge.aggregate.TrimmedMean;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.aggregate.WeightedMedian;
import dev.iota.core.merge.codec.BFloat16Codec;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Int8Codec;
import dev.iota.core.merge.codec.TopKCodec;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What each part of a merge takes, one thread. Every operation reads one block of each of {@link #uploads} uploads, the
 * next one of {@value #BLOCKS}, which together are larger than the caches. Operations are short and sampled one by one,
 * so that a busy machine, which stops some of them, does not spoil the others: {@link MergeBenchmarkRun} takes the
 * lower quartile.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class MergeBenchmark {
    /** Of 8 uploads these are 128 MiB of float32. */
    static final int BLOCKS = 64;

    @Param({"4", "8"})
    public int uploads = 8;

    private float[][][] blocks = {};
    private byte[][] float32 = {};
    private byte[][] bfloat16 = {};
    private byte[][] int8 = {};
    private byte[][] topK = {};
    private int[] weights = {};
    private byte[] source = {};
    private byte[] target = {};
    private int next;
    private final float[] out = new float[BlockLayout.ELEMENTS];

    @Setup
    public void fill() {
        var random = new Random(1);
        blocks = new float[BLOCKS][uploads][BlockLayout.ELEMENTS];
        for (var block : blocks) {
            for (var upload : block) {
                for (var i = 0; i < upload.length; i++) {
                    upload[i] = random.nextFloat() - 0.5f;
                }
            }
        }
        var count = BLOCKS * uploads;
        float32 = new byte[count][];
        bfloat16 = new byte[count][];
        int8 = new byte[count][];
        topK = new byte[count][];
        for (var i = 0; i < count; i++) {
            var values = blocks[i / uploads][i % uploads];
            float32[i] = new Float32Codec().encode(values, values.length);
            bfloat16[i] = new BFloat16Codec().encode(values, values.length);
            int8[i] = new Int8Codec().encode(values, values.length);
            topK[i] = new TopKCodec(BlockLayout.ELEMENTS / 64).encode(values, values.length);
        }
        weights = random.ints(uploads, 1, 20).toArray();
        source = new byte[count * BlockLayout.ELEMENTS * Float.BYTES];
        target = new byte[source.length];
        random.nextBytes(source);
    }

    @Benchmark
    public byte[] copy() {
        var length = uploads * BlockLayout.ELEMENTS * Float.BYTES;
        var from = advance() * length;
        System.arraycopy(source, from, target, from, length);
        return target;
    }

    @Benchmark
    public float[] weightedMean() {
        return aggregate(new WeightedMean());
    }

    @Benchmark
    public float[] trimmedMean() {
        return aggregate(new TrimmedMean(25));
    }

    @Benchmark
    public float[] median() {
        return aggregate(new WeightedMedian());
    }

    @Benchmark
    public double sumOfSquares() {
        var sum = 0.0;
        for (var upload : blocks[advance()]) {
            sum += Norms.sumOfSquares(upload, upload.length);
        }
        return sum;
    }

    @Benchmark
    public int hash() {
        var letters = 0;
        var first = advance() * uploads;
        for (var i = first; i < first + uploads; i++) {
            letters += Sha256.hex(float32[i]).length();
        }
        return letters;
    }

    @Benchmark
    public float[] decodeFloat32() {
        return decode(new Float32Codec(), float32);
    }

    @Benchmark
    public float[] decodeBFloat16() {
        return decode(new BFloat16Codec(), bfloat16);
    }

    @Benchmark
    public float[] decodeInt8() {
        return decode(new Int8Codec(), int8);
    }

    @Benchmark
    public float[] decodeTopK() {
        return decode(new TopKCodec(BlockLayout.ELEMENTS / 64), topK);
    }

    private float[] aggregate(Aggregation rule) {
        rule.aggregate(blocks[advance()], weights, BlockLayout.ELEMENTS, out);
        return out;
    }

    private float[] decode(Codec codec, byte[][] encoded) {
        var first = advance() * uploads;
        for (var i = first; i < first + uploads; i++) {
            codec.decode(encoded[i], BlockLayout.ELEMENTS, out);
        }
        return out;
    }

    private int advance() {
        next = (next + 1) % BLOCKS;
        return next;
    }
}
