package dev.iota.model.program;

import java.util.List;

/**
 * A named weight of a stage. Names follow Hugging Face's Llama with global block numbers, so that a whole and a staged
 * model share them and an uncut model exports as a Llama.
 *
 * @param name such as {@code model.layers.3.mlp.up_proj.weight}
 * @param kind decides its start and its weight decay
 * @param shape rows and columns of a matrix or an embedding; the channels of a norm
 */
public record Parameter(String name, Kind kind, List<Long> shape) {

    /** What a parameter is. */
    public enum Kind {
        /** A linear map, rows × columns = outputs × inputs. */
        MATRIX,
        /** One row a token. */
        EMBEDDING,
        /** The scale of an RMSNorm; starts at one. */
        NORM
    }

    public Parameter {
        shape = List.copyOf(shape);
    }

    static Parameter matrix(String name, long outputs, long inputs) {
        return new Parameter(name, Kind.MATRIX, List.of(outputs, inputs));
    }

    static Parameter embedding(String name, long tokens, long channels) {
        return new Parameter(name, Kind.EMBEDDING, List.of(tokens, channels));
    }

    static Parameter norm(String name, long channels) {
        return new Parameter(name, Kind.NORM, List.of(channels));
    }

    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Whether weight decay pulls it to zero: matrices, neither norms nor embeddings. */
    public boolean decayed() {
        return kind == Kind.MATRIX;
    }

    /** Whether it multiplies in the compute precision: matrices, neither norms nor embeddings. */
    boolean isComputedNarrow() {
        return kind == Kind.MATRIX;
    }
}
