package dev.iota.core.merge.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadPartsTest {
    private static final long BLOCKS = 3000;

    @ParameterizedTest
    @CsvSource({
        "WEIGHTS, float32",
        "WEIGHTS_AND_MOMENTS, float32",
        "DELTA, bfloat16",
        "GRADIENT, int8",
        "DELTA, top-k:60000"
    })
    void an_upload_is_parts_of_at_most_64_MiB_that_hold_every_block_once_and_in_order(Payload payload, String codec) {
        var spec = new UploadSpec("r", 1, 2, payload, Codec.of(codec), BLOCKS * BlockLayout.ELEMENTS - 5);
        var parts = spec.parts();

        assertThat(parts)
                .allSatisfy(part -> assertThat(part.bytes()).isPositive().isLessThanOrEqualTo(64 << 20));
        assertThat(parts.stream().mapToLong(UploadSpec.Part::bytes).sum()).isEqualTo(spec.bytes());
        var index = 0;
        for (var section = 0; section < payload.sections(); section++) {
            for (var block = 0; block < BLOCKS; ) {
                var part = parts.get(index);
                assertThat(part.section()).isEqualTo(section);
                assertThat(part.firstBlock()).isEqualTo(block);
                assertThat(spec.part(section, block)).isEqualTo(index);
                assertThat(spec.part(section, block + part.blocks() - 1)).isEqualTo(index);
                assertThat(spec.offsetInPart(block)).isZero();
                assertThat(spec.endOfPart(block)).isEqualTo(block + part.blocks());
                block += part.blocks();
                index++;
            }
        }
        assertThat(index).isEqualTo(parts.size());
    }
}
