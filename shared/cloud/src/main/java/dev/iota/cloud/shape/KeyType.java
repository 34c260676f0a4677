package dev.iota.cloud.shape;

/** DynamoDB's types of key attributes, under DynamoDB's own names. */
public enum KeyType {
    /** Text, ordered by its UTF-8 bytes. */
    S,
    /** A number, ordered as one. */
    N
}
