package dev.iota.miner.agent;

import java.util.function.LongConsumer;

/**
 * Where bytes of objects are counted.
 *
 * @param down is told what was read
 * @param up is told what was written
 */
record Traffic(LongConsumer down, LongConsumer up) {}
