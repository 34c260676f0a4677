package dev.iota.cloud.shape;

/**
 * Where messages go that nobody could handle.
 *
 * @param queue the dead-letter queue's name
 * @param maxReceiveCount a message received so often and still not deleted is moved there
 */
public record DeadLetters(String queue, int maxReceiveCount) {}
