package dev.iota.miner.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.home.BlockFile;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final Hotkey HOTKEY = Hotkey.of(new byte[32]);
    private static final int ELEMENTS = BlockLayout.ELEMENTS + 3;
    private static final UploadSpec SPEC =
            new UploadSpec("test", 4, 1, Payload.WEIGHTS_AND_MOMENTS, new Float32Codec(), ELEMENTS);
    private static final byte[] STATE = state();

    @TempDir
    Path home;

    @Test
    void sections_are_cut_into_blocks_whatever_the_pieces_that_they_come_in() throws IOException {
        var spool = write(STATE);
        for (var section = 0; section < 3; section++) {
            var bytes = Arrays.copyOfRange(STATE, section * ELEMENTS * 4, (section + 1) * ELEMENTS * 4);
            assertThat(Files.readAllBytes(spool.part(section))).isEqualTo(bytes);
            assertThat(spool.parts().get(section).sha256()).isEqualTo(Sha256.hex(bytes));
            assertThat(spool.parts().get(section).bytes()).isEqualTo(bytes.length);
            assertThat(Sha256.hex(spool.block(section, 1)))
                    .isEqualTo(spool.manifest().hash(section, 1));
        }
    }

    @Test
    void an_upload_that_is_whole_is_found_again_and_a_damaged_or_anothers_is_not() throws IOException {
        var spool = write(STATE);
        assertThat(Spool.open(folder(), SPEC, HOTKEY)).contains(spool);
        assertThat(Spool.open(folder(), SPEC, Hotkey.of(Arrays.copyOf(new byte[] {1, 2}, 32))))
                .isEmpty();
        assertThat(Spool.open(folder(), new UploadSpec("test", 5, 1, SPEC.payload(), SPEC.codec(), ELEMENTS), HOTKEY))
                .isEmpty();
        BlockFile.write(spool.part(2), 7, new byte[] {-1, -1, -1, -1});
        assertThat(Spool.open(folder(), SPEC, HOTKEY)).isEmpty();
    }

    @Test
    void an_upload_that_was_not_finished_is_none() throws IOException {
        assertThatThrownBy(() -> write(Arrays.copyOf(STATE, STATE.length - 4))).hasMessageContaining("5 blocks only");
        assertThat(Spool.open(folder(), SPEC, HOTKEY)).isEmpty();
        assertThatThrownBy(() -> write(Arrays.copyOf(STATE, STATE.length + 4))).hasMessageContaining("full");
    }

    private Path folder() {
        return home.resolve("upload");
    }

    private Spool write(byte[] bytes) throws IOException {
        try (var writer = new SpoolWriter(
                folder(), SPEC, (section, block, values, length) -> new Float32Codec().encode(values, length))) {
            for (var from = 0; from < bytes.length; from += 100_001) {
                writer.channel().write(ByteBuffer.wrap(bytes, from, Math.min(100_001, bytes.length - from)));
            }
            return writer.finish(HOTKEY, List.of(new LoggedStep(1, List.of(7L))));
        }
    }

    private static byte[] state() {
        var random = new Random(1);
        var bytes = ByteBuffer.allocate(3 * ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putFloat((float) random.nextGaussian());
        }
        return bytes.array();
    }
}
