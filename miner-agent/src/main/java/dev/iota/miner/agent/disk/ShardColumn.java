package dev.iota.miner.agent.disk;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.BlockFile;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.plan.Shard;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One shard's part of one section of one upload or state: fetched in pieces, the next one while this one is read, and
 * kept on the disk, so that what was inspected is merged without fetching it again. Safe for several threads.
 */
public final class ShardColumn {
    /** Blocks of one GET: 2 MiB of float32, so that requests cost little beside their bytes. */
    private static final int PIECE = 8;

    private final Path file;
    private final Shard shard;
    private final BlockLayout layout;
    private final Codec codec;
    private final Semaphore inFlight;
    private final ThreadFactory threads;
    private final @Nullable CompletableFuture<Void>[] pieces;

    /** Brings consecutive blocks from the object store. */
    @FunctionalInterface
    public interface Range {
        byte[] get(int first, int count) throws InputBadException, TooLateException, InterruptedException;
    }

    /**
     * @param file where it is kept
     * @param inFlight bounds the pieces that are under way, and in memory, at one time
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    ShardColumn(Path file, Shard shard, BlockLayout layout, Codec codec, Semaphore inFlight, ThreadFactory threads) {
        this.file = file;
        this.shard = shard;
        this.layout = layout;
        this.codec = codec;
        this.inFlight = inFlight;
        this.threads = threads;
        this.pieces = new CompletableFuture[(shard.blocks() + PIECE - 1) / PIECE];
    }

    /**
     * A block as it is stored; nobody has checked its hash.
     *
     * @throws IOException if it cannot be had, or the disk fails
     */
    public byte[] read(int block, Range range) throws IOException {
        var piece = (block - shard.firstBlock()) / PIECE;
        var fetched = started(piece, range);
        if (piece + 1 < pieces.length) {
            var _ = started(piece + 1, range);
        }
        try {
            fetched.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the miner ends");
        } catch (ExecutionException e) {
            again(piece);
            throw new IOException("block %d cannot be had: %s".formatted(block, e.getMessage()), e);
        }
        return BlockFile.read(file, position(block), codec.bytes(layout.length(block)));
    }

    private synchronized void again(int piece) {
        pieces[piece] = null;
    }

    private synchronized CompletableFuture<Void> started(int piece, Range range) {
        var known = pieces[piece];
        if (known != null) {
            return known;
        }
        var future = new CompletableFuture<Void>();
        pieces[piece] = future;
        threads.newThread(() -> fetch(piece, range, future)).start();
        return future;
    }

    private void fetch(int piece, Range range, CompletableFuture<Void> future) {
        var first = shard.firstBlock() + piece * PIECE;
        var count = Math.min(PIECE, shard.endBlock() - first);
        try {
            inFlight.acquire();
            try {
                BlockFile.write(file, position(first), range.get(first, count));
                future.complete(null);
            } finally {
                inFlight.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.completeExceptionally(e);
        } catch (InputBadException | TooLateException | IOException | RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    private long position(int block) {
        return (long) (block - shard.firstBlock()) * codec.bytes(BlockLayout.ELEMENTS);
    }
}
