package dev.iota.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.iota.core.base.Bf16;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Bf16ParityTest {
    private static final int COUNT = 1 << 16;

    @Test
    void java_rounds_to_bfloat16_as_torch_does_bit_for_bit() {
        var random = new SplittableRandom(1);
        var values = new float[COUNT];
        for (var i = 0; i < COUNT; i++) {
            do {
                values[i] = Float.intBitsToFloat(random.nextInt());
            } while (!Float.isFinite(values[i]) || Math.abs(values[i]) < Float.MIN_NORMAL);
        }
        try (var manager = Torch.start("cpu", 1).manager();
                var module = TorchModule.load(manager, "Round", """
                          def forward(self: __torch__.Round, x: Tensor) -> Tensor:
                            return torch.to(torch.to(x, 15), 6)
                        """)) {
            var x = HostCopy.tensor(manager, new Shape(COUNT), DataType.FLOAT32, buffer -> buffer.asFloatBuffer()
                    .put(values));
            var rounded = module.tensor(manager, "forward", x).toFloatArray();

            for (var i = 0; i < COUNT; i++) {
                assertThat(Bf16.decode(Bf16.encode(values[i]))).isEqualTo(rounded[i]);
            }
        }
    }
}
