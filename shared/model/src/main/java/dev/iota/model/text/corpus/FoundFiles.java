package dev.iota.model.text.corpus;

import dev.iota.model.text.CorpusException;
import dev.iota.model.text.Reason;
import dev.iota.model.text.parquet.ParquetColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which files of a folder are text to train on, in the order of their paths, and why the others are not. */
final class FoundFiles {
    private static final int NAMED = 3;
    /** What lies beside data to say what it is, by its name without what follows the first dot. */
    private static final Set<String> DESCRIPTIONS = Set.of(
            "readme",
            "license",
            "licence",
            "notice",
            "copying",
            "changelog",
            "citation",
            "authors",
            "contributing",
            "datasheet",
            "dataset_card",
            "dataset_info",
            "dataset_infos",
            "dataset_dict",
            "state",
            "croissant");

    private static final Pattern OF_ANOTHER_TONGUE = Pattern.compile("[_-][a-z]{2}$");

    /**
     * A file of text.
     *
     * @param kind what it holds
     */
    record Found(Path file, FileKind kind) {}

    private final Path root;
    private final List<Found> files = new ArrayList<>();
    private final Map<String, List<String>> others = new LinkedHashMap<>();

    private FoundFiles(Path root) {
        this.root = root;
    }

    /** @throws CorpusException if there is nothing that is read */
    static FoundFiles in(Path root, CorpusOptions options) {
        var found = new FoundFiles(root);
        try {
            if (Files.notExists(root)) {
                throw new NoSuchFileException(root.toString());
            }
            if (Files.isDirectory(root)) {
                try (var all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
                    for (var file : all.filter(Files::isRegularFile).sorted().toList()) {
                        found.sort(file, options);
                    }
                }
            } else {
                // Somebody who names a file means it, whatever it is called.
                found.add(root, options);
            }
        } catch (IOException e) {
            throw unreadable(root.toString(), e);
        } catch (UncheckedIOException e) {
            throw unreadable(root.toString(), Objects.requireNonNull(e.getCause()));
        }
        if (found.files.isEmpty()) {
            var why = found.others.isEmpty() ? "" : ": " + String.join("; ", found.notes());
            throw new CorpusException("there is no text in %s%s; %s".formatted(root, why, FileKind.WANTED));
        }
        return found;
    }

    static CorpusException unreadable(String place, IOException e) {
        return new CorpusException("cannot read %s (%s); %s".formatted(place, Reason.of(e), FileKind.WANTED), e);
    }

    List<Found> files() {
        return files;
    }

    /** What is not read, for people: a line for each reason, with how many files and the names of the first. */
    List<String> notes() {
        return others.entrySet().stream()
                .map(reason -> note(reason.getKey(), reason.getValue()))
                .toList();
    }

    private static String note(String reason, List<String> names) {
        return String.format(
                Locale.ROOT,
                "did not read %,d %s (%s): %s%s",
                names.size(),
                names.size() == 1 ? "file" : "files",
                reason,
                String.join(", ", names.subList(0, Math.min(NAMED, names.size()))),
                names.size() > NAMED ? ", …" : "");
    }

    private void sort(Path file, CorpusOptions options) {
        var relative = root.relativize(file);
        var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        var stem = name.replaceFirst("(?<=.)\\..*", "");
        if (relative.toString().matches("(.*[/\\\\])?[._][^/\\\\].*")) {
            leaveOut(file, "hidden, or of another program");
        } else if (DESCRIPTIONS.contains(OF_ANOTHER_TONGUE.matcher(stem).replaceFirst(""))) {
            leaveOut(file, "beside the data, not data");
        } else {
            add(file, options);
        }
    }

    private void add(Path file, CorpusOptions options) {
        var kind = FileKind.of(file);
        if (kind.isEmpty()) {
            leaveOut(file, "another kind of file");
            return;
        }
        var wrong = wrong(file, kind.get(), options);
        if (wrong.isPresent()) {
            leaveOut(file, wrong.get());
        } else {
            files.add(new Found(file, kind.get()));
        }
    }

    /** What its first bytes or its last ones say against it; files that are named alone are judged by all they hold. */
    private Optional<String> wrong(Path file, FileKind kind, CorpusOptions options) {
        if (kind.form() != FileKind.Form.PARQUET && file.equals(root)) {
            return Optional.empty();
        }
        try {
            if (kind.form() == FileKind.Form.PARQUET) {
                ParquetColumn.find(file, options.field());
                return Optional.empty();
            }
            return firstLines(file, kind, options);
        } catch (IOException e) {
            return Optional.of(Reason.of(e));
        }
    }

    private static Optional<String> firstLines(Path file, FileKind kind, CorpusOptions options) throws IOException {
        try (var stream = Files.newInputStream(file);
                var lines = new LineSource(new PackedInput(stream, kind.compression()))) {
            return kind.form() == FileKind.Form.JSON ? firstLine(lines, options) : readable(lines);
        }
    }

    /** An empty file is nobody's mistake. */
    private static Optional<String> readable(LineSource lines) throws IOException {
        lines.next();
        return Optional.empty();
    }

    private static Optional<String> firstLine(LineSource lines, CorpusOptions options) throws IOException {
        while (lines.next()) {
            try {
                var line = lines.text();
                if (!line.isBlank()) {
                    JsonLine.text(line, options.field());
                    return Optional.empty();
                }
            } catch (BadDocumentException e) {
                return Optional.of("no JSON lines with '%s'".formatted(options.field()));
            }
        }
        return Optional.empty();
    }

    private void leaveOut(Path file, String reason) {
        var name = file.equals(root)
                ? String.valueOf(file.getFileName())
                : root.relativize(file).toString();
        others.computeIfAbsent(reason, r -> new ArrayList<>()).add(name);
    }
}
