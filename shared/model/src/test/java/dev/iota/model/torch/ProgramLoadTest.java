package dev.iota.model.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import dev.iota.core.run.Presets;
import dev.iota.core.wire.Precision;
import dev.iota.model.program.StageProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramLoadTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "100M", "1B", "3B", "8B", "15B", "100B"})
    void every_stage_of_every_preset_is_a_program_that_loads_without_weights(String preset) {
        var model = Presets.load(preset).model();
        try (var manager = Torch.start("cpu", 0).manager()) {
            for (var stage = 0; stage < model.stages(); stage++) {
                for (var compute : Precision.values()) {
                    var source = StageProgram.of(model, stage, compute).source();
                    assertThatCode(() -> TorchModule.load(manager, StageProgram.CLASS, source)
                                    .close())
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void a_program_that_is_wrong_is_refused_with_its_line() {
        try (var manager = Torch.start("cpu", 0).manager()) {
            assertThatThrownBy(() -> TorchModule.load(manager, "Wrong", """
                              def forward(self: __torch__.Wrong, x: Tensor) -> Tensor:
                                return torch.no_such_operator(x)
                            """))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("no_such_operator");
        }
    }

    @Test
    void a_device_that_is_not_there_is_refused_with_what_is() {
        assertThatThrownBy(() -> Torch.start("gpu:99", 0))
                .hasMessageContaining("gpu:99")
                .hasMessageContaining("choose cpu or auto");
        assertThatThrownBy(() -> Torch.start("tpu", 0)).hasMessage("device 'tpu' is none of auto, cpu, gpu:N");
    }
}
