package dev.iota.model.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Json;
import dev.iota.core.run.Presets;
import dev.iota.model.engine.EngineOptions;
import org.junit.jupiter.api.Test;

class EngineBenchTest {

    @Test
    void the_standard_shape_counts_the_work_of_its_linear_maps_and_of_causal_attention() {
        var linear = 4L * (2 * 512 * 512 + 2 * 512 * 256 + 3 * 512 * 1376) + 2 * 64 * 512;
        var attention = 4L * 512 * 512;

        assertThat(BenchShape.standard().flopPerToken()).isEqualTo(3.0 * (2 * linear + 2 * attention), within(1e-3));
    }

    @Test
    void a_bench_measures_both_precisions_against_the_matrix_product_of_its_rounds() {
        var result = new EngineBench(BenchShape.of(Presets.load("tiny")), EngineOptions.cpu(0, 1L << 30)).run(1);

        assertThat(result.matmulGigaflops()).isPositive();
        assertThat(result.float32().ofPeak())
                .isEqualTo(result.float32().gigaflops() / result.matmulGigaflops(), within(1e-9));
        assertThat(result.bfloat16().tokensPerSecond()).isPositive();
        assertThat(result.text()).contains("tokens/s").contains("of the matrix product");
        assertThat(Json.read(Json.write(result), BenchResult.class)).isEqualTo(result);
    }

    @Test
    void what_running_blocks_again_costs_is_measured_against_graphs_kept() {
        var options = EngineOptions.cpu(1, 1L << 30);
        var measured = new EngineBench(BenchShape.of(Presets.load("tiny")), options).recomputation(1);

        assertThat(measured.blockInputs()).isPositive();
        assertThat(measured.stageInput()).isPositive();
        assertThat(measured.text()).contains("block inputs").contains("the stage's input");
        assertThat(Json.read(Json.write(measured), RecomputationCost.class)).isEqualTo(measured);
    }
}
