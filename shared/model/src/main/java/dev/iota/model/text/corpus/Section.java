package dev.iota.model.text.corpus;

/**
 * A document, or a part of one that is too long to be held as a whole.
 *
 * @param document number of the document in its corpus, from 0
 * @param index number of the section in its document, from 0
 * @param text what it says; never blank
 * @param bytesRead how much of {@link Corpus#bytes} was read when it was found
 */
public record Section(long document, int index, String text, long bytesRead) {}
