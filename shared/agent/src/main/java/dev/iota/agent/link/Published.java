package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.wire.Source;
import java.io.ByteArrayOutputStream;
import java.time.Instant;

/** A published state of a stage, with the right to read it. */
public record Published(StageCheckpoint checkpoint, CheckpointAccess access) {

    /** SHA-256 of the checkpoint's text, which was read under that name. */
    public String name() {
        return access.checkpoint().sha256().orElseThrow();
    }

    public Published {
        if (checkpoint.objects().size() != access.objects().size()) {
            throw new MalformedException("a checkpoint of %d objects and places of %d"
                    .formatted(checkpoint.objects().size(), access.objects().size()));
        }
    }

    /**
     * Reads where a published state is, and what it is.
     *
     * @param access a {@link CheckpointAccess}
     * @param deadline when its URL ends
     */
    public static Published read(ObjectReader objects, Source access, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var places = Json.read(objects.text(access, deadline), CheckpointAccess.class);
        return new Published(StageCheckpoint.read(objects.text(places.checkpoint(), deadline)), places);
    }

    /** Bytes of consecutive blocks of a section, wherever they lie; nobody has checked their hashes yet. */
    public byte[] fetch(ObjectReader objects, int section, int first, int count, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var layout = checkpoint.layout();
        var bytes = new ByteArrayOutputStream();
        for (var block = first; block < first + count; ) {
            var place = place(section, block);
            var object = checkpoint.objects().get(place);
            var end = Math.min(first + count, object.firstBlock() + object.blocks());
            var from = offset(block) - offset(object.firstBlock());
            var length = Math.toIntExact(offset(end - 1) + length(layout.length(end - 1)) - offset(block));
            bytes.writeBytes(objects.get(source(place), from, length, deadline));
            block = end;
        }
        return bytes.toByteArray();
    }

    private Source source(int place) {
        return access.objects().get(place);
    }

    private int place(int section, int block) {
        for (var i = 0; i < checkpoint.objects().size(); i++) {
            var object = checkpoint.objects().get(i);
            if (object.section() == section
                    && object.firstBlock() <= block
                    && block < object.firstBlock() + object.blocks()) {
                return i;
            }
        }
        throw new MalformedException(
                "no object of the checkpoint holds block %d of section %d".formatted(block, section));
    }

    private long offset(int block) {
        return new Float32Codec().offset(checkpoint.layout(), block);
    }

    private static int length(int elements) {
        return new Float32Codec().bytes(elements);
    }

    /** Where a block stands in a file of all sections. */
    public long position(int section, int block) {
        return section * new Float32Codec().bytes(checkpoint.layout()) + offset(block);
    }

    /** Bytes of a block. */
    public int bytes(int block) {
        return length(checkpoint.layout().length(block));
    }

    public boolean isRight(int section, int block, byte[] bytes) {
        return Sha256.hex(bytes).equals(checkpoint.hash(section, block));
    }
}
