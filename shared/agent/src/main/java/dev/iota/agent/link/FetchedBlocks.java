package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.upload.BlockReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Blocks of an upload or of a state, read in order: a few of each section are fetched at once, and kept in memory until
 * the next ones are. Nobody has checked their hashes. Not safe for several threads.
 */
public final class FetchedBlocks implements BlockReader {
    private final BlockLayout layout;
    private final Codec codec;
    private final int end;
    private final int ahead;
    private final Range range;
    private final Map<Integer, Piece> pieces = new HashMap<>();

    /** Brings consecutive blocks of a section. */
    @FunctionalInterface
    public interface Range {
        byte[] get(int section, int first, int count) throws InputBadException, TooLateException, InterruptedException;
    }

    /** What is in memory of a section. */
    // handed over, never changed
    @SuppressWarnings("ArrayRecordComponent")
    private record Piece(int first, int end, byte[] bytes) {
        boolean has(int block) {
            return first <= block && block < end;
        }
    }

    /**
     * @param end block after the last that anybody will ask for
     * @param ahead blocks that are fetched at once
     */
    public FetchedBlocks(BlockLayout layout, Codec codec, int end, int ahead, Range range) {
        this.layout = layout;
        this.codec = codec;
        this.end = end;
        this.ahead = ahead;
        this.range = range;
    }

    /** @throws IOException if it cannot be had; its cause says why */
    @Override
    public byte[] read(int section, int block) throws IOException {
        var piece = pieces.get(section);
        if (piece == null || !piece.has(block)) {
            piece = fetch(section, block);
            pieces.put(section, piece);
        }
        var from = Math.toIntExact(codec.offset(layout, block) - codec.offset(layout, piece.first()));
        return Arrays.copyOfRange(piece.bytes(), from, from + codec.bytes(layout.length(block)));
    }

    private Piece fetch(int section, int first) throws IOException {
        var last = Math.min(end, first + ahead);
        try {
            return new Piece(first, last, range.get(section, first, last - first));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the program ends");
        } catch (InputBadException | TooLateException e) {
            throw new IOException(
                    "block %d of section %d cannot be had: %s".formatted(first, section, e.getMessage()), e);
        }
    }
}
