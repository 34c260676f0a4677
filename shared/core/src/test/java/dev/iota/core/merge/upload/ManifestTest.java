package dev.iota.core.merge.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Int8Codec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class ManifestTest {
    private static final UploadSpec SPEC = Samples.spec(Mode.DILOCO, new Int8Codec(), 100_000);
    private static final List<String> HASHES =
            IntStream.range(0, 2).mapToObj(i -> Sha256.hex("block " + i)).toList();
    private static final List<LoggedStep> STEPS =
            List.of(new LoggedStep(1, List.of(4L, 2L)), new LoggedStep(3, List.of(7L)));
    private static final Manifest MANIFEST =
            new Manifest(SPEC, Samples.miners(2).getFirst(), STEPS, HASHES);

    @Test
    void a_manifest_is_read_as_it_was_written() {
        assertThat(Manifest.read(MANIFEST.write())).isEqualTo(MANIFEST);
    }

    @Test
    void a_manifest_has_one_text_and_so_one_hash() {
        var text = MANIFEST.write();

        assertThatThrownBy(() -> Manifest.read(text.replace(",\"steps\"", ", \"steps\"")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("canonical");
        assertThat(MANIFEST.sha256()).isEqualTo(Sha256.hex(text));
    }

    @Test
    void only_accepted_microbatches_count_and_only_steps_that_contain_one() {
        assertThat(MANIFEST.microbatches(id -> true)).isEqualTo(3);
        assertThat(MANIFEST.microbatches(id -> id < 5)).isEqualTo(2);
        assertThat(MANIFEST.steps(id -> true)).isEqualTo(2);
        assertThat(MANIFEST.steps(id -> id < 5)).isEqualTo(1);
        assertThat(MANIFEST.steps(id -> false)).isZero();
    }

    @Test
    void a_microbatch_counts_once() {
        var twice = List.of(new LoggedStep(1, List.of(4L)), new LoggedStep(2, List.of(4L)));
        assertThatThrownBy(() -> new Manifest(SPEC, MANIFEST.hotkey(), twice, HASHES))
                .hasMessageContaining("microbatch 4 stands twice");
    }

    @Test
    void a_manifest_that_contradicts_itself_is_refused_with_what_is_wrong() {
        var hotkey = MANIFEST.hotkey();
        assertThatThrownBy(() -> new Manifest(SPEC, hotkey, List.of(), HASHES))
                .hasMessageContaining("step log is empty");
        assertThatThrownBy(() -> new Manifest(SPEC, hotkey, STEPS.reversed(), HASHES))
                .hasMessageContaining("step 1 follows step 3");
        assertThatThrownBy(() -> new Manifest(SPEC, hotkey, STEPS, HASHES.subList(0, 1)))
                .hasMessageContaining("lists 1 blocks")
                .hasMessageContaining("take 2");
        assertThatThrownBy(() -> new Manifest(SPEC, hotkey, STEPS, List.of(HASHES.getFirst(), "beef")))
                .hasMessageContaining("SHA-256");
        assertThatThrownBy(() -> new LoggedStep(1, List.of())).hasMessageContaining("no microbatch");
        assertThatThrownBy(() -> Manifest.read(MANIFEST.write().replace("\"elements\":100000", "\"elements\":0")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void an_upload_of_another_epoch_stage_codec_or_miner_is_named() {
        var other = new UploadSpec("run", 2, 1, SPEC.payload(), SPEC.codec(), SPEC.elements());

        assertThat(MANIFEST.differenceFrom(SPEC, MANIFEST.hotkey())).isEmpty();
        assertThat(MANIFEST.differenceFrom(other, MANIFEST.hotkey()).orElseThrow())
                .contains("epoch=3")
                .contains("wanted")
                .contains("epoch=2");
        assertThat(MANIFEST.differenceFrom(SPEC, Samples.miners(2).getLast()).orElseThrow())
                .contains("its sender is");
    }

    @Test
    void weights_are_uploaded_as_float32() {
        assertThat(Mode.DILOCO.payload(new Float32Codec())).isEqualTo(Payload.WEIGHTS);
        assertThat(Mode.DILOCO.payload(new Int8Codec())).isEqualTo(Payload.DELTA);
        assertThatThrownBy(() -> new UploadSpec("run", 0, 0, Payload.WEIGHTS, new Int8Codec(), 5))
                .hasMessageContaining("float32");
    }

    @Test
    void every_block_of_an_upload_has_its_place() {
        var spec = Samples.spec(Mode.AVERAGE, new Float32Codec(), 100_000);

        assertThat(spec.bytes()).isEqualTo(3 * 400_000L);
        assertThat(spec.offset(0, 1)).isEqualTo(262_144);
        assertThat(spec.offset(2, 1)).isEqualTo(800_000 + 262_144);
    }
}
