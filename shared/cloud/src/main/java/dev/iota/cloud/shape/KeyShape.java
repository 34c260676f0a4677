package dev.iota.cloud.shape;

/**
 * An attribute that a table or an index is keyed by.
 *
 * @param name the attribute
 * @param type what it holds
 */
public record KeyShape(String name, KeyType type) {
    static KeyShape text(String name) {
        return new KeyShape(name, KeyType.S);
    }

    static KeyShape number(String name) {
        return new KeyShape(name, KeyType.N);
    }
}
