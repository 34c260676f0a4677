package dev.iota.orchestrator;

import dev.iota.core.base.Json;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Reads what a miner is shown of a round, through the URLs that it is given. */
final class RoundReader {
    private final TestObjectStore store;

    RoundReader(TestObjectStore store) {
        this.store = store;
    }

    RoundPlan plan(Source source) {
        return Json.read(text(source), RoundPlan.class);
    }

    float[] weights(StageCheckpoint state, CheckpointAccess access) {
        var weights = new float[Math.toIntExact(state.layout().elements())];
        for (var i = 0; i < state.objects().size(); i++) {
            var object = state.objects().get(i);
            if (object.section() == 0) {
                var bytes = store.get(access.objects().get(i));
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(weights, Math.toIntExact(state.layout().first(object.firstBlock())), bytes.length / 4);
            }
        }
        return weights;
    }

    List<Upload> uploads(RoundPlan plan) {
        return plan.uploads().stream()
                .map(upload -> {
                    var manifest = Manifest.read(text(upload.manifest()));
                    var spec = manifest.spec();
                    return new Upload(
                            manifest,
                            (section, block) ->
                                    block(spec, store.get(upload.parts().get(section)), block));
                })
                .toList();
    }

    BlockReader published(RoundPlan plan) {
        var access = access(plan.published());
        var checkpoint = StageCheckpoint.read(text(access.checkpoint()));
        return (section, block) -> {
            for (var i = 0; i < checkpoint.objects().size(); i++) {
                var object = checkpoint.objects().get(i);
                if (object.section() == section
                        && block >= object.firstBlock()
                        && block < object.firstBlock() + object.blocks()) {
                    var from = (block - object.firstBlock()) * EpochScene.BLOCK;
                    var bytes = store.get(access.objects().get(i));
                    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + EpochScene.BLOCK));
                }
            }
            throw new IllegalStateException("no object holds block " + block);
        };
    }

    private static byte[] block(UploadSpec spec, byte[] section, int block) {
        var from = Math.toIntExact(spec.codec().offset(spec.layout(), block));
        return Arrays.copyOfRange(
                section, from, from + spec.codec().bytes(spec.layout().length(block)));
    }

    StageCheckpoint checkpoint(Source source) {
        return StageCheckpoint.read(text(access(source).checkpoint()));
    }

    CheckpointAccess access(Source source) {
        return Json.read(text(source), CheckpointAccess.class);
    }

    String text(Source source) {
        return new String(store.get(source), StandardCharsets.UTF_8);
    }
}
