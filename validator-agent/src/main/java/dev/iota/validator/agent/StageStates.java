package dev.iota.validator.agent;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.BlockFile;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.Published;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** Brings the published state that an audit starts from to the disk, block by block, each checked by its hash. */
final class StageStates {
    /** Blocks of one GET: 2 MiB, so that requests cost little beside their bytes. */
    private static final int PIECE = 8;

    private final RunSpec spec;
    private final Path folder;
    private final PresignedObjects objects;

    /** @param folder of the run in the validator's home */
    StageStates(RunSpec spec, Path folder, PresignedObjects objects) {
        this.spec = spec;
        this.folder = folder;
        this.objects = objects;
    }

    Path folder() {
        return folder;
    }

    /**
     * What an audit starts from.
     *
     * @param file the sections that were asked for, float32 in the order of the stage's program
     * @param steps that its moments come from
     */
    record Kept(Path file, long steps) {}

    /**
     * The state that an audit starts from. One state of a stage is kept at a time; what is right of it already is not
     * fetched again.
     *
     * @param access a {@link dev.iota.core.epoch.CheckpointAccess} to it
     * @param sections that are needed, of those that are published: the first are weights
     * @throws InputBadException if the state is missing or is not what its checkpoint says
     * @throws MalformedException if it is of another run, stage or epoch
     */
    Kept load(int stage, int epoch, Source access, int sections, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var published = Published.read(objects, access, deadline);
        var checkpoint = published.checkpoint();
        if (!checkpoint.run().equals(spec.run()) || checkpoint.stage() != stage || checkpoint.epoch() != epoch) {
            throw new MalformedException(
                    "the state is that of stage %d in epoch %d of run '%s'; wanted is that of %d, %d"
                            .formatted(checkpoint.stage(), checkpoint.epoch(), checkpoint.run(), stage, epoch));
        }
        var state = folder.resolve("state-%d.f32".formatted(stage));
        var draft = state.resolveSibling("%s.part".formatted(state.getFileName()));
        if (Files.exists(state)) {
            Files.move(state, draft, StandardCopyOption.REPLACE_EXISTING);
        }
        for (var section = 0; section < sections; section++) {
            bring(published, draft, section, deadline);
        }
        try (var file = java.nio.channels.FileChannel.open(draft, java.nio.file.StandardOpenOption.WRITE)) {
            file.truncate(published.position(sections, 0));
        }
        Files.move(draft, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Kept(state, checkpoint.steps());
    }

    private void bring(Published published, Path draft, int section, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var blocks = published.checkpoint().layout().blocks();
        var first = 0; // of those that are missing in a row
        for (var block = 0; block <= blocks; block++) {
            var there = block < blocks && isThere(published, draft, section, block);
            if (block > first && (block == blocks || there || block - first == PIECE)) {
                fetch(published, draft, section, first, block - first, deadline);
                first = block;
            }
            if (there) {
                first = block + 1;
            }
        }
    }

    private static boolean isThere(Published published, Path file, int section, int block) throws IOException {
        var position = published.position(section, block);
        var length = published.bytes(block);
        try {
            return Files.size(file) >= position + length
                    && published.isRight(section, block, BlockFile.read(file, position, length));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void fetch(Published published, Path draft, int section, int first, int count, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var bytes = ByteBuffer.wrap(published.fetch(objects, section, first, count, deadline));
        for (var block = first; block < first + count; block++) {
            var one = new byte[published.bytes(block)];
            bytes.get(one);
            if (!published.isRight(section, block, one)) {
                throw new InputBadException("block %d of the state is not what its checkpoint says".formatted(block));
            }
            BlockFile.write(draft, published.position(section, block), one);
        }
    }
}
