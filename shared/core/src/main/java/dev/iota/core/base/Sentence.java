package dev.iota.core.base;

/** A sentence with values in it, which do not change: its words are made when they are asked for. */
public final class Sentence {
    private final String sentence;
    private final Object[] values;

    /** @param sentence a format of the values; without values it stands for itself */
    public Sentence(String sentence, Object... values) {
        this.sentence = sentence;
        this.values = values.clone();
    }

    /** Equal are those of the same words. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Sentence that && that.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return values.length == 0 ? sentence : sentence.formatted(values);
    }
}
