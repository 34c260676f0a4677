package dev.iota.model.checkpoint;

import java.util.List;

/**
 * A tensor by its outside.
 *
 * @param name unique in its file
 * @param type of its elements
 * @param shape its dimensions; none for a single number
 */
public record TensorInfo(String name, ElementType type, List<Long> shape) {
    /** Far more than any tensor has; a bound for what is read. */
    static final int MAX_DIMENSIONS = 8;

    /** @throws IllegalArgumentException if its size is no number of bytes */
    public TensorInfo {
        shape = List.copyOf(shape);
        if (name.isEmpty() || name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("a tensor cannot be named '%s'".formatted(name));
        }
        if (shape.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException("tensor %s has %d dimensions; at most %d are possible"
                    .formatted(name, shape.size(), MAX_DIMENSIONS));
        }
        bytes(name, type, shape);
    }

    public long elements() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    public long bytes() {
        return elements() * type.bytes();
    }

    private static void bytes(String name, ElementType type, List<Long> shape) {
        try {
            var bytes = (long) type.bytes();
            for (var dimension : shape) {
                if (dimension < 0) {
                    throw new IllegalArgumentException("tensor %s has the shape %s".formatted(name, shape));
                }
                // A zero must not hide that the other dimensions overflow.
                bytes = Math.multiplyExact(bytes, Math.max(1, dimension));
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("tensor %s of shape %s is too large to exist".formatted(name, shape), e);
        }
    }
}
