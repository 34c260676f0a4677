package dev.iota.core.merge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockLayoutTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 65_535, 65_536, 65_537, 131_072, 3_134_438_400L})
    void the_blocks_cover_every_element_once(long elements) {
        var layout = new BlockLayout(elements);

        var covered = 0L;
        for (var block = 0; block < layout.blocks(); block++) {
            assertThat(layout.first(block)).isEqualTo(covered);
            assertThat(layout.length(block)).isBetween(1, BlockLayout.ELEMENTS);
            covered += layout.length(block);
        }

        assertThat(covered).isEqualTo(elements);
    }

    @Test
    void only_the_last_block_is_shorter() {
        var layout = new BlockLayout(2 * 65_536 + 5);

        assertThat(layout.blocks()).isEqualTo(3);
        assertThat(layout.length(1)).isEqualTo(65_536);
        assertThat(layout.length(2)).isEqualTo(5);
    }

    @Test
    void a_block_that_is_not_there_is_named() {
        assertThatThrownBy(() -> new BlockLayout(1).first(1)).hasMessageContaining("block 1; there are 1");
        assertThatThrownBy(() -> new BlockLayout(0)).hasMessageContaining("0 elements");
    }
}
