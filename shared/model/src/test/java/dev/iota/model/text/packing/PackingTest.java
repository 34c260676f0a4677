package dev.iota.model.text.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.iota.model.text.CorpusException;
import dev.iota.model.text.corpus.Corpus;
import dev.iota.model.text.corpus.ListCorpus;
import dev.iota.model.text.tokenizer.ByteTokenizer;
import dev.iota.model.text.tokenizer.Tokenizer;
import dev.iota.model.text.tokenizer.TokenizerTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackingTest {
    private static final ByteTokenizer BYTES = new ByteTokenizer();
    private static final Pattern NUMBER = Pattern.compile("\\[(\\d+)]");
    private static final PackingSpec SMALL = new PackingSpec(7, 1.0 / 16, 20_000, 40_000);

    @TempDir
    private Path folder;

    /** Each document says its own number, over and over. */
    private static ListCorpus numbered(int documents) {
        return new ListCorpus(IntStream.range(0, documents)
                .mapToObj(n -> "[%d]".formatted(n).repeat(20 + n % 50))
                .toList());
    }

    private static Set<Integer> numbers(List<int[]> rows) {
        var found = new HashSet<Integer>();
        for (var row : rows) {
            var matcher = NUMBER.matcher(BYTES.decode(row));
            while (matcher.find()) {
                found.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return found;
    }

    @Test
    void no_window_of_a_held_out_document_is_trained_on() {
        var sink = new MemorySink();

        var manifest = new Packing(BYTES, 32, 4, SMALL).pack(numbered(1000), sink, PackingProgress.SILENT);

        var training = numbers(sink.trainingRows(manifest));
        var heldOut = numbers(sink.rows(manifest, manifest.heldOut()));
        assertThat(training).doesNotContainAnyElementsOf(heldOut);
        assertThat(heldOut).hasSizeBetween(30, 100);
        assertThat(training.size() + heldOut.size()).isGreaterThan(990);
        assertThat(manifest.documents()).isEqualTo(1000);
    }

    @Test
    void what_is_held_out_follows_from_the_seed() {
        var sinks = List.of(new MemorySink(), new MemorySink(), new MemorySink());
        var seeds = List.of(7, 7, 8);
        for (var i = 0; i < sinks.size(); i++) {
            new Packing(BYTES, 32, 4, new PackingSpec(seeds.get(i), 1.0 / 16, 20_000, 40_000))
                    .pack(numbered(300), sinks.get(i), PackingProgress.SILENT);
        }

        assertThat(sinks.get(0).shards().keySet())
                .isEqualTo(sinks.get(1).shards().keySet());
        sinks.get(0).shards().forEach((key, bytes) -> assertThat(bytes)
                .isEqualTo(sinks.get(1).shards().get(key)));
        assertThat(sinks.get(0).shards().get("held-out.tokens"))
                .isNotEqualTo(sinks.get(2).shards().get("held-out.tokens"));
    }

    @Test
    void an_end_of_text_stands_between_documents_and_only_there() {
        var sink = new MemorySink();
        var spec = new PackingSpec(1, 1.0 / 16, 1 << 20, 1);

        var manifest = new Packing(BYTES, 16, 1, spec)
                .pack(
                        new ListCorpus(IntStream.range(0, 2000)
                                .mapToObj(n -> "a".repeat(1 + n % 7))
                                .toList()),
                        sink,
                        PackingProgress.SILENT);

        for (var row : sink.trainingRows(manifest)) {
            for (var i = 0; i + 1 < row.length; i++) {
                assertThat(row[i] == 256 && row[i + 1] == 256).isFalse();
            }
            assertThat(row).contains(256).contains('a').containsAnyOf(256, 'a');
        }
    }

    @Test
    void rows_of_a_record_come_from_different_places() {
        var sink = new MemorySink();
        var manifest = new Packing(BYTES, 32, 8, SMALL).pack(numbered(2000), sink, PackingProgress.SILENT);

        var first = sink.rows(manifest, manifest.shards().getFirst()).subList(0, 8);
        var numbers = numbers(first);

        assertThat(numbers).hasSizeGreaterThan(5);
        assertThat(numbers.stream().mapToInt(n -> n).max().orElseThrow()
                        - numbers.stream().mapToInt(n -> n).min().orElseThrow())
                .isGreaterThan(20);
    }

    @Test
    void shards_are_bounded_and_the_manifest_describes_them() throws Exception {
        var sink = new MemorySink();

        var manifest = new Packing(BYTES, 32, 4, SMALL).pack(numbered(2000), sink, PackingProgress.SILENT);

        assertThat(manifest.shards()).hasSizeGreaterThan(5);
        var all = new ArrayList<>(manifest.shards());
        all.add(manifest.heldOut());
        for (var entry : all) {
            var bytes = sink.shards().get(entry.key());
            assertThat(bytes).hasSize((int) entry.bytes()).hasSizeLessThanOrEqualTo(20_000);
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .isEqualTo(entry.sha256());
        }
        assertThat(sink.shards()).hasSize(all.size());
        assertThat(manifest.plan().records())
                .isEqualTo(sink.trainingRows(manifest).size() / 4);
    }

    @Test
    void the_unigram_entropy_is_that_of_the_held_out_targets_under_the_training_counts() {
        var sink = new MemorySink();
        var manifest = new Packing(BYTES, 32, 4, SMALL).pack(numbered(500), sink, PackingProgress.SILENT);

        var counts = new HashMap<Integer, Integer>();
        var total = 0;
        for (var row : sink.trainingRows(manifest)) {
            for (var token : row) {
                counts.merge(token, 1, Integer::sum);
                total++;
            }
        }
        var sum = 0.0;
        var targets = 0;
        for (var row : sink.rows(manifest, manifest.heldOut())) {
            for (var token : Arrays.copyOfRange(row, 1, row.length)) {
                sum -= Math.log((counts.getOrDefault(token, 0) + 1.0) / (total + 257));
                targets++;
            }
        }

        assertThat(manifest.tokens()).isEqualTo(total);
        assertThat(manifest.unigramEntropy()).isCloseTo(sum / targets, within(1e-9));
    }

    @Test
    void a_single_book_gives_both_parts_and_no_end_of_text_inside_it() throws IOException {
        var book = Files.writeString(folder.resolve("book.txt"), "The quick brown fox.\n\n".repeat(5000));
        var sink = new MemorySink();

        var manifest =
                new Packing(BYTES, 64, 8, PackingSpec.withSeed(3)).pack(Corpus.of(book), sink, PackingProgress.SILENT);

        assertThat(manifest.documents()).isEqualTo(1);
        assertThat(manifest.heldOut().records()).isPositive();
        var rows = sink.trainingRows(manifest);
        var marks =
                rows.stream().flatMapToInt(Arrays::stream).filter(t -> t == 256).count();
        assertThat(marks)
                .as("one for each section that is held out from the middle")
                .isLessThan(8);
    }

    @Test
    void a_corpus_that_gives_no_record_of_both_parts_is_refused_before_anything_is_stored() {
        var sink = new MemorySink();
        var packing = new Packing(BYTES, 256, 8, PackingSpec.withSeed(1));

        assertThatThrownBy(() -> packing.pack(new ListCorpus(List.of("short")), sink, PackingProgress.SILENT))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("the list has only 5 tokens")
                .hasMessageContaining("2056 each");
        assertThatThrownBy(() -> packing.pack(new ListCorpus(List.of()), sink, PackingProgress.SILENT))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("no text in the list");
        assertThat(sink.shards()).isEmpty();
    }

    @Test
    void a_record_larger_than_a_shard_and_a_buffer_still_works() {
        var sink = new MemorySink();

        var manifest = new Packing(BYTES, 64, 4, new PackingSpec(1, 0.1, 1, 1))
                .pack(numbered(300), sink, PackingProgress.SILENT);

        assertThat(manifest.shards()).allMatch(shard -> shard.records() == 1);
        assertThat(manifest.heldOut().records()).isEqualTo(1);
    }

    @Test
    void a_tokenizer_file_packs_as_well() throws Exception {
        var sink = new MemorySink();
        try (var tokenizer = Tokenizer.of(TokenizerTest.sample().toString(), Optional.empty())) {
            var manifest = new Packing(tokenizer, 32, 4, SMALL).pack(numbered(400), sink, PackingProgress.SILENT);

            assertThat(manifest.vocabulary()).isEqualTo(600);
            assertThat(manifest.tokenizerSha256()).isEqualTo(tokenizer.sha256());
            assertThat(tokenizer.decode(sink.trainingRows(manifest).getFirst())).contains("][");
        }
    }

    @Test
    void shards_go_to_files_and_a_failing_one_leaves_none() throws IOException {
        var out = folder.resolve("shards");
        var manifest =
                new Packing(BYTES, 32, 4, SMALL).pack(numbered(300), new FolderSink(out), PackingProgress.SILENT);

        for (var entry : manifest.shards()) {
            assertThat(out.resolve(entry.key())).hasSize(entry.bytes());
        }
        var sink = new FolderSink(out);
        assertThatThrownBy(() -> sink.put("x.tokens", 3, body -> body.write(1)))
                .hasMessageContaining("3 were announced");
        try (var files = Files.list(out)) {
            assertThat(files).hasSize(manifest.shards().size() + 1);
        }
    }

    @Test
    void a_shard_that_cannot_be_stored_is_named() {
        ShardSink full = (key, length, body) -> {
            throw new IOException("no space left");
        };

        assertThatThrownBy(() -> new Packing(BYTES, 32, 4, SMALL).pack(numbered(300), full, PackingProgress.SILENT))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("train-00000.tokens: no space left");
    }

    @Test
    void the_sample_corpus_is_packed_and_progress_reaches_its_end() {
        var sink = new MemorySink();
        var updates = new ArrayList<Long>();

        var manifest = new Packing(BYTES, 256, 8, PackingSpec.withSeed(42))
                .pack(Corpus.sample(), sink, (read, of, documents, tokens) -> updates.add(read));

        assertThat(manifest.documents()).isEqualTo(17_597);
        assertThat((double) manifest.heldOutTokens() / manifest.tokens()).isBetween(1.0 / 80, 1.0 / 50);
        assertThat(manifest.unigramEntropy()).isBetween(3.0, 3.6);
        assertThat(updates).isSorted().last().isEqualTo(Corpus.sample().bytes());
    }
}
