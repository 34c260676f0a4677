package dev.iota.model.text.corpus;

import java.util.List;
import java.util.function.Consumer;

/** Documents in memory. */
public record ListCorpus(List<String> documents) implements Corpus {
    @Override
    public String name() {
        return "the list";
    }

    @Override
    public long bytes() {
        return documents.size();
    }

    @Override
    public void read(int sectionLength, Consumer<Section> visitor) {
        var sections = new Sections(sectionLength, this::bytes, visitor);
        documents.forEach(sections::add);
    }
}
