package dev.iota.model.text.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the texts of a column lie in a file.
 *
 * @param present what the level of a row has to be for it to have a text; 0 if every row has one
 * @param chunks in the order of the rows
 * @param rows of the whole file
 */
public record ParquetColumn(Path file, int present, List<Chunk> chunks, long rows) {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    /** The length of the description, and the magic again. */
    private static final int TAIL = Integer.BYTES + 4;

    private static final int BYTE_ARRAY = 6;
    private static final int OPTIONAL = 1;
    private static final int REPEATED = 2;

    /**
     * The part of a column that is in one group of rows.
     *
     * @param start first byte in the file
     * @param length in bytes, as it is compressed
     * @param codec number of the codec
     * @param values rows, those without a text included
     */
    record Chunk(long start, long length, int codec, long values) {}

    /**
     * A column as the file describes it.
     *
     * @param name with the names of what it is in, separated by dots
     * @param text whether it holds bytes that may be text, one in each row
     */
    private record Leaf(String name, boolean text, int present) {}

    public ParquetColumn {
        chunks = List.copyOf(chunks);
    }

    /**
     * Reads the description at the end of a file.
     *
     * @throws IOException if it is no parquet file, or has no such column; the message is a clause that says so
     */
    public static ParquetColumn find(Path file, String name) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var description = description(channel);
            var leaves = leaves(description.structs(2));
            var index = leaves.stream().map(Leaf::name).toList().indexOf(name);
            if (index < 0) {
                throw new IOException("it has no column '%s', only %s"
                        .formatted(name, leaves.stream().map(Leaf::name).toList()));
            }
            if (!leaves.get(index).text()) {
                throw new IOException("its column '%s' does not hold a text in each row".formatted(name));
            }
            var chunks = new ArrayList<Chunk>();
            var rows = 0L;
            for (var group : description.structs(4)) {
                var chunk = chunk(group, index, channel.size());
                chunks.add(chunk);
                rows += chunk.values();
            }
            return new ParquetColumn(file, leaves.get(index).present(), chunks, rows);
        }
    }

    private static Thrift.Struct description(FileChannel channel) throws IOException {
        var size = channel.size();
        if (size < MAGIC.length + TAIL || !Arrays.equals(read(channel, 0, MAGIC.length), MAGIC)) {
            throw new IOException("it is no parquet file");
        }
        var tail = read(channel, size - TAIL, TAIL);
        var length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (!Arrays.equals(tail, Integer.BYTES, TAIL, MAGIC, 0, MAGIC.length)
                || length < 0
                || length > size - TAIL - MAGIC.length) {
            throw new IOException("the end of the parquet file is missing");
        }
        return new Thrift(new ByteArrayInputStream(read(channel, size - TAIL - length, length))).struct();
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        var read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes, position + bytes.position());
        }
        return bytes.array();
    }

    private static Chunk chunk(Thrift.Struct group, int index, long size) throws IOException {
        var columns = group.structs(1);
        if (index >= columns.size() || columns.get(index).has(1)) {
            throw new IOException("its column is in another file");
        }
        var column = columns.get(index).struct(3);
        var data = column.number(9);
        var dictionary = column.number(11, 0);
        var start = dictionary > 0 ? Math.min(dictionary, data) : data;
        var length = column.number(7);
        if (start > size || length > size - start) {
            throw new IOException("its column ends behind the end of the file");
        }
        return new Chunk(start, length, column.small(4), column.number(5));
    }

    /** The tree of columns stands as a list, each before its children. */
    private static List<Leaf> leaves(List<Thrift.Struct> schema) throws IOException {
        var leaves = new ArrayList<Leaf>();
        var open = new ArrayDeque<Branch>();
        for (var element : schema) {
            var branch = open.isEmpty() ? Branch.ROOT : open.peek().child(element);
            var children = element.number(5, 0);
            if (children > 0) {
                open.push(branch.with(children));
                continue;
            }
            leaves.add(new Leaf(
                    branch.name(), element.number(1, -1) == BYTE_ARRAY && !branch.repeated(), branch.present()));
            while (!open.isEmpty() && open.peek().children() == 1) {
                open.pop();
            }
            if (!open.isEmpty()) {
                var parent = open.pop();
                open.push(parent.with(parent.children() - 1));
            }
        }
        return leaves;
    }

    /**
     * What columns are in.
     *
     * @param children that are still to come
     */
    private record Branch(String name, int present, boolean repeated, long children) {
        static final Branch ROOT = new Branch("", 0, false, 0);

        Branch child(Thrift.Struct element) {
            var repetition = element.number(3, 0);
            var own = element.text(4);
            return new Branch(
                    name.isEmpty() ? own : name + "." + own,
                    present + (repetition == OPTIONAL ? 1 : 0),
                    repeated || repetition == REPEATED,
                    0);
        }

        Branch with(long remaining) {
            return new Branch(name, present, repeated, remaining);
        }
    }
}
