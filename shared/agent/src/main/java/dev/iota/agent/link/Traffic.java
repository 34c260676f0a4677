package dev.iota.agent.link;

import java.util.function.LongConsumer;

/**
 * Where bytes of objects are counted.
 *
 * @param down is told what was read
 * @param up is told what was written
 */
public record Traffic(LongConsumer down, LongConsumer up) {}
