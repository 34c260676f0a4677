package dev.iota.model.bench;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a bench measured; medians over rounds.
 *
 * @param matmulGigaflops the machine's float32 matrix product, the best of its sizes
 * @param float32 the stage computing in float32
 * @param bfloat16 the stage computing in bfloat16, with float32 weights
 */
public record BenchResult(Host host, Work work, double matmulGigaflops, Speed float32, Speed bfloat16) {

    /**
     * Where it ran.
     *
     * @param nativeBfloat16 whether the CPU multiplies bfloat16 itself (avx512_bf16 or amx_bf16); without, the figure
     *     says little
     * @param residentBytes memory of the process at the end, where the system tells
     */
    public record Host(String device, int threads, boolean nativeBfloat16, OptionalLong residentBytes) {}

    /**
     * What was computed.
     *
     * @param parameters of the stage
     * @param tokens of a microbatch
     * @param flopPerToken as {@link BenchShape#flopPerToken} counts
     */
    public record Work(long parameters, int tokens, double flopPerToken) {}

    /**
     * Of forward, backward and optimiser step of one microbatch.
     *
     * @param ofPeak median over the rounds of the stage's GFLOP/s over the matrix product's of the same round
     */
    public record Speed(double tokensPerSecond, double gigaflops, double ofPeak) {}

    /** The result in a few lines. */
    public String text() {
        return """
                %s, %d threads, stage of %,d parameters, %d tokens a microbatch, \
                %.1f MFLOP a token (causal half of attention)
                float32 matrix product   %8.1f GFLOP/s
                stage, float32           %8.1f GFLOP/s  %6.0f tokens/s  %.2f of the matrix product
                stage, bfloat16          %8.1f GFLOP/s  %6.0f tokens/s  %.2f of the matrix product%s
                resident memory          %s
                """.formatted(
                        host.device(),
                        host.threads(),
                        work.parameters(),
                        work.tokens(),
                        work.flopPerToken() / 1e6,
                        matmulGigaflops,
                        float32.gigaflops(),
                        float32.tokensPerSecond(),
                        float32.ofPeak(),
                        bfloat16.gigaflops(),
                        bfloat16.tokensPerSecond(),
                        bfloat16.ofPeak(),
                        host.nativeBfloat16() ? "" : " (emulated: this CPU has no bfloat16 products)",
                        memory());
    }

    private String memory() {
        var bytes = host.residentBytes();
        return bytes.isPresent()
                ? String.format(Locale.ROOT, "%.0f MiB", bytes.getAsLong() / (double) (1 << 20))
                : "unknown";
    }
}
