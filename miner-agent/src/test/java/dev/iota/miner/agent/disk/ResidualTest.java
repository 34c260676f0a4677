package dev.iota.miner.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.TopKCodec;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two values the codec keeps the larger one. */
class ResidualTest {
    private static final Hotkey HOTKEY = Hotkey.of(new byte[32]);
    private static final TopKCodec CODEC = new TopKCodec(1);

    @TempDir
    Path folder;

    @Test
    void what_a_merged_upload_left_out_comes_with_the_next() throws IOException {
        assertThat(uploaded(0, 3, 2)).containsExactly(3, 0);
        residual().settle(next(1, HOTKEY), HOTKEY);
        assertThat(uploaded(1, 1, 1)).containsExactly(0, 3);
    }

    @Test
    void what_an_upload_left_out_that_was_not_merged_is_dropped_with_it() throws IOException {
        uploaded(0, 3, 2);
        residual().settle(next(1, HOTKEY), HOTKEY);
        uploaded(1, 9, 8);
        residual().settle(next(2), HOTKEY);
        assertThat(uploaded(2, 1, 0)).containsExactly(0, 2);
    }

    @Test
    void an_upload_that_is_made_again_is_the_same() throws IOException {
        uploaded(0, 3, 2);
        residual().settle(next(1, HOTKEY), HOTKEY);
        assertThat(uploaded(1, 1, 1)).isEqualTo(uploaded(1, 1, 1));
    }

    @Test
    void an_epoch_that_is_settled_again_stays_as_it_is_even_after_its_upload() throws IOException {
        uploaded(0, 3, 2);
        residual().settle(next(1, HOTKEY), HOTKEY);
        uploaded(1, 1, 1);
        residual().settle(next(1, HOTKEY), HOTKEY);
        residual().settle(next(2, HOTKEY), HOTKEY);
        assertThat(uploaded(2, 0, 0)).containsExactly(1, 0);
    }

    @Test
    void a_miner_that_missed_the_checkpoint_about_its_upload_begins_with_nothing() throws IOException {
        uploaded(0, 3, 2);
        residual().settle(next(2, HOTKEY), HOTKEY);
        assertThat(uploaded(2, 1, 0)).containsExactly(1, 0);
    }

    private Residual residual() {
        return new Residual(folder, CODEC, new BlockLayout(2));
    }

    private float[] uploaded(int epoch, float... delta) throws IOException {
        var decoded = new float[2];
        CODEC.decode(residual().encode(epoch, 0, delta, 2), 2, decoded);
        return decoded;
    }

    private static StageCheckpoint next(int epoch, Hotkey... kept) {
        return new StageCheckpoint(
                "test",
                epoch,
                0,
                Optional.empty(),
                Origin.MERGED,
                List.of(new ParameterShape("w", List.of(2L), false)),
                1,
                0,
                List.of(new StateObject("w", 0, 0, 1, 8, Sha256.hex("w"))),
                List.of(Sha256.hex("w")),
                List.of(kept).stream()
                        .map(hotkey -> new Contribution(hotkey, 1, 1, ""))
                        .toList(),
                List.of());
    }
}
