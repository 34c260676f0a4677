package dev.iota.model.text.corpus;

import dev.iota.model.text.corpus.FoundFiles.Found;
import dev.iota.model.text.parquet.ParquetColumn;
import dev.iota.model.text.parquet.ParquetTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Text files, files of JSON lines, and parquet. */
final class FileCorpus implements Corpus {
    private final Path root;
    private final CorpusOptions options;
    private final FoundFiles found;
    private final long bytes;
    private LeftOut leftOut;

    private FileCorpus(Path root, CorpusOptions options, FoundFiles found, long bytes) {
        this.root = root;
        this.options = options;
        this.found = found;
        this.bytes = bytes;
        leftOut = new LeftOut(options);
    }

    static FileCorpus find(Path root, CorpusOptions options) {
        var found = FoundFiles.in(root, options);
        try {
            var bytes = 0L;
            for (var text : found.files()) {
                bytes += Files.size(text.file());
            }
            return new FileCorpus(root, options, found, bytes);
        } catch (IOException e) {
            throw FoundFiles.unreadable(root.toString(), e);
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
    public List<String> notes() {
        var notes = new ArrayList<>(found.notes());
        leftOut.note().ifPresent(notes::add);
        return notes;
    }

    @Override
    public void read(int sectionLength, Consumer<Section> visitor) {
        leftOut = new LeftOut(options);
        new Reading(sectionLength, visitor).all();
        leftOut.end();
    }

    /** One reading of all files. */
    private final class Reading {
        private final Sections sections;
        private long before;
        private LongSupplier here = () -> 0;
        private LongSupplier line = () -> 1;

        Reading(int sectionLength, Consumer<Section> visitor) {
            sections = new Sections(sectionLength, this::bytesRead, visitor);
        }

        void all() {
            for (var text : found.files()) {
                line = () -> 1;
                switch (text.kind().form()) {
                    case TEXT -> text(text);
                    case JSON_LINES, JSON -> lines(text);
                    case PARQUET -> parquet(text);
                }
                before = bytesRead();
                here = () -> 0;
            }
        }

        private long bytesRead() {
            return before + here.getAsLong();
        }

        private void text(Found text) {
            try (var input = open(text);
                    var source = new TextSource(input)) {
                here = input::bytes;
                line = source::line;
                sections.add(source);
                leftOut.good();
            } catch (IOException e) {
                throw FoundFiles.unreadable(text.file() + ":" + line.getAsLong(), e);
            }
        }

        private void lines(Found text) {
            try (var source = new LineSource(open(text))) {
                here = source::bytes;
                line = source::line;
                while (source.next()) {
                    line(text, source);
                }
            } catch (IOException e) {
                throw FoundFiles.unreadable(text.file() + ":" + line.getAsLong(), e);
            }
        }

        private void line(Found text, LineSource source) {
            try {
                var content = source.text();
                if (!content.isBlank()) {
                    sections.add(JsonLine.text(content, options.field()));
                    leftOut.good();
                }
            } catch (BadDocumentException e) {
                leftOut.bad(text.file() + ":" + source.line(), e, share());
            }
        }

        private void parquet(Found text) {
            try {
                var length = Files.size(text.file());
                try (var rows = new ParquetTexts(ParquetColumn.find(text.file(), options.field()))) {
                    here = () -> (long) (length * rows.share());
                    while (rows.next()) {
                        row(text, rows);
                    }
                }
            } catch (IOException e) {
                throw FoundFiles.unreadable(text.file().toString(), e);
            }
        }

        private void row(Found text, ParquetTexts rows) {
            try {
                var bytes = rows.text();
                if (bytes == null) {
                    throw new BadDocumentException("its field '%s' is null".formatted(options.field()));
                }
                sections.add(StrictUtf8.text(bytes, 0, bytes.length));
                leftOut.good();
            } catch (BadDocumentException e) {
                leftOut.bad("%s, row %d".formatted(text.file(), rows.row()), e, share());
            }
        }

        private double share() {
            return bytes == 0 ? 1 : (double) bytesRead() / bytes;
        }

        private static PackedInput open(Found text) throws IOException {
            var stream = Files.newInputStream(text.file());
            try {
                return new PackedInput(stream, text.kind().compression());
            } catch (IOException e) {
                stream.close();
                throw e;
            }
        }
    }
}
