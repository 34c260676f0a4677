package dev.iota.miner.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolPartsTest {
    private static final Hotkey HOTKEY = Hotkey.of(new byte[32]);
    private static final int BLOCKS = 257;
    private static final UploadSpec SPEC = new UploadSpec(
            "test", 4, 1, Payload.WEIGHTS, new Float32Codec(), (long) (BLOCKS - 1) * BlockLayout.ELEMENTS + 3);

    @TempDir
    Path home;

    @Test
    void what_is_larger_than_64_MiB_is_kept_announced_and_found_again_in_parts() throws IOException {
        var spool = write();

        assertThat(spool.parts()).hasSize(2);
        for (var part = 0; part < 2; part++) {
            var bytes = Files.readAllBytes(spool.part(part));
            assertThat(bytes.length).isLessThanOrEqualTo(UploadSpec.LARGEST_PART);
            assertThat(spool.parts().get(part).bytes()).isEqualTo(bytes.length);
            assertThat(spool.parts().get(part).sha256()).isEqualTo(Sha256.hex(bytes));
        }
        for (var block : List.of(0, BLOCKS - 2, BLOCKS - 1)) {
            assertThat(Sha256.hex(spool.block(0, block)))
                    .isEqualTo(spool.manifest().hash(0, block));
        }
        assertThat(Spool.open(home.resolve("upload"), SPEC, HOTKEY)).contains(spool);
    }

    private Spool write() throws IOException {
        try (var writer =
                new SpoolWriter(home.resolve("upload"), SPEC, (section, block, values, length) -> new Float32Codec()
                        .encode(values, length))) {
            for (var block = 0; block < BLOCKS; block++) {
                var bytes = ByteBuffer.allocate(SPEC.layout().length(block) * Float.BYTES);
                bytes.putInt(0, block);
                writer.channel().write(bytes);
            }
            return writer.finish(HOTKEY, List.of(new LoggedStep(1, List.of(7L))));
        }
    }
}
