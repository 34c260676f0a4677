package dev.iota.model.text.corpus;

import dev.iota.model.text.CorpusException;
import dev.iota.model.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Text files and files of JSON lines. */
final class FileCorpus implements Corpus {
    private static final List<String> TEXT = List.of(".txt", ".text", ".md");
    private static final List<String> JSON_LINES = List.of(".jsonl", ".ndjson", ".json");
    private static final String COMPRESSED = ".gz";
    private static final String WANTED =
            "give a text file (.txt, .text, .md), a file of JSON lines with a 'text' field (.jsonl, .ndjson, .json), "
                    + "either also as .gz, or a folder of such files";

    private final Path root;
    private final List<Path> files;
    private final long bytes;

    private FileCorpus(Path root, List<Path> files, long bytes) {
        this.root = root;
        this.files = files;
        this.bytes = bytes;
    }

    static FileCorpus find(Path root) {
        try {
            if (Files.notExists(root)) {
                throw new NoSuchFileException(root.toString());
            }
            List<Path> files;
            try (var all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
                files = all.filter(Files::isRegularFile)
                        .filter(f -> hasSuffix(f, TEXT) || hasSuffix(f, JSON_LINES))
                        .sorted()
                        .toList();
            }
            if (files.isEmpty()) {
                throw new CorpusException("there is no text in %s; %s".formatted(root, WANTED));
            }
            var bytes = 0L;
            for (var file : files) {
                bytes += Files.size(file);
            }
            return new FileCorpus(root, files, bytes);
        } catch (IOException e) {
            throw unreadable(root, null, e);
        } catch (UncheckedIOException e) {
            throw unreadable(root, null, Objects.requireNonNull(e.getCause()));
        }
    }

    @Override
    public String name() {
        return root.toString();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void read(int sectionLength, Consumer<Section> visitor) {
        var progress = new Progress();
        var sections = new Sections(sectionLength, progress::bytes, visitor);
        for (var file : files) {
            @Nullable TextSource source = null;
            try (var stream = Files.newInputStream(file);
                    var opened = new TextSource(stream, name(file).endsWith(COMPRESSED))) {
                source = opened;
                progress.reading = opened;
                if (hasSuffix(file, TEXT)) {
                    sections.add(opened);
                } else {
                    readLines(file, opened, sections);
                }
                progress.before += opened.bytes();
            } catch (IOException e) {
                throw unreadable(file, source, e);
            } finally {
                progress.reading = null;
            }
        }
    }

    private static void readLines(Path file, TextSource source, Sections sections) throws IOException {
        for (var line = source.readLine(); line != null; line = source.readLine()) {
            if (!line.isBlank()) {
                sections.add(JsonLine.text(line, file, source.line()));
            }
        }
    }

    private static boolean hasSuffix(Path file, List<String> suffixes) {
        var name = name(file);
        var plain = name.endsWith(COMPRESSED) ? name.substring(0, name.length() - COMPRESSED.length()) : name;
        return suffixes.stream().anyMatch(plain::endsWith);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static CorpusException unreadable(Path path, @Nullable TextSource source, IOException e) {
        var place = source == null ? path.toString() : path + ":" + source.line();
        return new CorpusException("cannot read %s (%s); %s".formatted(place, Reason.of(e), WANTED), e);
    }

    /** How much was read of all files. */
    private static final class Progress {
        private long before;
        private @Nullable TextSource reading;

        long bytes() {
            return before + (reading == null ? 0 : reading.bytes());
        }
    }
}
