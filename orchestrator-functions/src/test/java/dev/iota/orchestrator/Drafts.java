package dev.iota.orchestrator;

import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.UploadSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Uploads of a test's miners, of any payload and codec. */
final class Drafts {
    private Drafts() {}

    /**
     * The encoded blocks of every section.
     *
     * @param trained from {@code start}; what moved stands for a gradient and for moments, too
     */
    static List<List<byte[]>> sections(UploadSpec spec, float[] start, float[] trained) {
        var moved = new float[start.length];
        var squares = new float[start.length];
        for (var i = 0; i < start.length; i++) {
            moved[i] = start[i] - trained[i];
            squares[i] = moved[i] * moved[i];
        }
        return switch (spec.payload()) {
            case GRADIENT, DELTA -> List.of(blocks(spec, moved));
            case WEIGHTS -> List.of(blocks(spec, trained));
            case WEIGHTS_AND_MOMENTS -> List.of(blocks(spec, trained), blocks(spec, moved), blocks(spec, squares));
        };
    }

    private static List<byte[]> blocks(UploadSpec spec, float[] values) {
        var blocks = new ArrayList<byte[]>();
        for (var block = 0; block < spec.layout().blocks(); block++) {
            var first = Math.toIntExact(spec.layout().first(block));
            blocks.add(encode(
                    spec.codec(),
                    Arrays.copyOfRange(values, first, first + spec.layout().length(block))));
        }
        return blocks;
    }

    /** As float32 also what no honest codec writes. */
    private static byte[] encode(Codec codec, float[] values) {
        return codec instanceof Float32Codec ? raw(values) : codec.encode(values, values.length);
    }

    /** Float32, little-endian, whatever the values. */
    static byte[] raw(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static byte[] join(List<byte[]> blocks) {
        var out = new ByteArrayOutputStream();
        blocks.forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** All weights of a published state. */
    static float[] weights(TestRun run, StageCheckpoint checkpoint) {
        var weights = new float[Math.toIntExact(checkpoint.layout().elements())];
        for (var object : checkpoint.objects()) {
            if (object.section() == 0) {
                var bytes = run.services()
                        .objects()
                        .read(object.key(), object.bytes())
                        .orElseThrow();
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(
                                weights,
                                Math.toIntExact(checkpoint.layout().first(object.firstBlock())),
                                bytes.length / Float.BYTES);
            }
        }
        return weights;
    }
}
