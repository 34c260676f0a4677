package dev.iota.core.merge;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.ExclusionOptions;
import dev.iota.core.merge.inspect.Inspected;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.DilocoStep;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.BlockWriter;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Upload;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Merges a whole stage from files to a file, as owners of shards do: every shard inspected, the exclusion list, every
 * shard merged, hashed and stored. Prints what it took, beside what hashing the same bytes takes. docs/benchmarks.md
 * says how.
 */
final class StageMergeRun {
    private static final long MIB = 1 << 20;
    private static final int ROUNDS = 3;

    private final int threads;
    private final long elements;
    private final Path folder;

    private StageMergeRun(int threads, long elements, Path folder) {
        this.threads = threads;
        this.elements = elements;
        this.folder = folder;
    }

    /** @param args uploads, MiB of one, threads; 8, 64 and as many as there are cores where they are missing */
    public static void main(String[] args) throws Exception {
        var uploads = number(args, 0, 8);
        var mib = number(args, 1, 64);
        var threads = number(args, 2, Runtime.getRuntime().availableProcessors());
        var folder = Files.createTempDirectory("iota-merge");
        try {
            new StageMergeRun(threads, mib * MIB / Float.BYTES, folder).run(uploads);
        } finally {
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static int number(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    private void run(int count) throws Exception {
        var published = write(0);
        var uploads = new ArrayList<Upload>();
        var spec = Samples.spec(Mode.DILOCO, new Float32Codec(), elements);
        for (var miner : Samples.miners(count)) {
            var file = write(uploads.size() + 1);
            var hashes = new ArrayList<String>();
            for (var block = 0; block < spec.layout().blocks(); block++) {
                hashes.add(Sha256.hex(file.read(0, block)));
            }
            uploads.add(new Upload(new Manifest(spec, miner, List.of(new LoggedStep(1, List.of(1L))), hashes), file));
        }
        for (var round = 0; round < ROUNDS; round++) {
            merge(uploads, published);
        }
    }

    private void merge(List<Upload> uploads, BlockReader published) throws Exception {
        var stage = elements * Float.BYTES;
        var plan = ButterflyPlan.of(
                uploads.stream().map(Upload::hotkey).toList(), new BlockLayout(elements).blocks(), Samples.seed(1));
        var begun = System.nanoTime();
        var findings = all(plan, shard -> new Inspection(published).inspect(shard, uploads));
        var inspected = new ArrayList<Inspected>();
        for (var m = 0; m < uploads.size(); m++) {
            var index = m;
            inspected.add(Inspection.total(
                    uploads.get(m).hotkey(),
                    findings.stream().map(list -> list.get(index)).toList(),
                    1,
                    1));
        }
        var exclusion = Exclusion.of(inspected, ExclusionOptions.DEFAULT);
        var looked = System.nanoTime();
        try (var out = new BlockFile(
                FileChannel.open(folder.resolve("out"), StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                elements)) {
            all(plan, shard -> new ShardMerge(
                            new WeightedMean(), new DilocoStep(DilocoOptions.PLAIN, 0), exclusion, uploads, published)
                    .merge(shard, out));
        }
        var merged = System.nanoTime();
        all(plan, shard -> {
            for (var upload : uploads) {
                for (var block = shard.firstBlock(); block < shard.endBlock(); block++) {
                    Sha256.hex(upload.blocks().read(0, block));
                }
            }
            return shard;
        });
        var hashed = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "%d uploads of %d MiB, %d threads: inspection %.2f s, merge %.2f s,"
                        + " reading and hashing the uploads once %.2f s; %.2f GB/s of uploads through both%n",
                uploads.size(),
                stage / MIB,
                threads,
                (looked - begun) / 1e9,
                (merged - looked) / 1e9,
                (hashed - merged) / 1e9,
                (double) stage * uploads.size() / (merged - begun));
    }

    private interface Work<T> {
        T on(Shard shard) throws IOException;
    }

    private <T> List<T> all(ButterflyPlan plan, Work<T> work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var tasks = plan.shards().stream()
                    .<Callable<T>>map(shard -> () -> work.on(shard))
                    .toList();
            var results = new ArrayList<T>();
            for (var done : pool.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        }
    }

    /** A state: small differences from the others. */
    private BlockFile write(int number) throws IOException {
        var file = new BlockFile(
                FileChannel.open(
                        folder.resolve("state-" + number),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                elements);
        var layout = new BlockLayout(elements);
        var base = Samples.gaussian(BlockLayout.ELEMENTS, 1, 1);
        for (var block = 0; block < layout.blocks(); block++) {
            var shift = 1e-3f * ((number * 31 + block) % 7);
            var values = new float[layout.length(block)];
            IntStream.range(0, values.length).forEach(i -> values[i] = base[i] + shift);
            file.write(0, block, new Float32Codec().encode(values, values.length));
        }
        return file;
    }

    /** One section of float32 in a file. */
    private record BlockFile(FileChannel channel, long elements) implements BlockReader, BlockWriter, AutoCloseable {
        @Override
        public byte[] read(int section, int block) throws IOException {
            var bytes = ByteBuffer.allocate(new BlockLayout(elements).length(block) * Float.BYTES);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, position(block) + bytes.position()) < 0) {
                    throw new EOFException("the file ends before block " + block);
                }
            }
            return bytes.array();
        }

        @Override
        public void write(int section, int block, byte[] content) throws IOException {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes, position(block) + bytes.position());
            }
        }

        private static long position(int block) {
            return (long) block * BlockLayout.ELEMENTS * Float.BYTES;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
