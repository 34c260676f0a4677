package dev.iota.validator.calibrate;

import dev.iota.core.wire.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is another way in a process that computes hops again.
 *
 * @param environment of the process
 * @param compute the precision it computes in, if that is not the declared one
 */
record Condition(String name, int threads, Map<String, String> environment, Optional<Precision> compute) {
    /** As many threads as the process that made the hops, but a graph that is kept: every bit is the same. */
    static final Condition SAME = new Condition("1 thread, graph kept", 1, Map.of(), Optional.empty());

    /** All of them. */
    static List<Condition> all(List<Integer> threads) {
        var conditions = new ArrayList<Condition>();
        conditions.add(SAME);
        for (var count : threads) {
            conditions.add(new Condition("%d threads".formatted(count), count, Map.of(), Optional.empty()));
        }
        if (System.getProperty("os.arch").matches("amd64|x86_64")) {
            conditions.add(instructions("AVX2", "avx2", "AVX2", "AVX2"));
            conditions.add(instructions("AVX-512 without those of bfloat16", "avx512", "AVX512", "AVX512_CORE"));
        }
        conditions.add(new Condition("computed in float32", 1, Map.of(), Optional.of(Precision.FLOAT32)));
        return conditions;
    }

    /** PyTorch's own loops, the matrix products of MKL and those of oneDNN each have a switch. */
    private static Condition instructions(String name, String torch, String mkl, String oneDnn) {
        return new Condition(
                "1 thread, instructions of %s".formatted(name),
                1,
                Map.of(
                        "ATEN_CPU_CAPABILITY", torch,
                        "MKL_ENABLE_INSTRUCTIONS", mkl,
                        "ONEDNN_MAX_CPU_ISA", oneDnn,
                        "DNNL_MAX_CPU_ISA", oneDnn),
                Optional.empty());
    }

    /** Whether it says anything of a variant. */
    boolean concerns(Variant variant) {
        return compute.isEmpty() || compute.get() != variant.compute();
    }
}
