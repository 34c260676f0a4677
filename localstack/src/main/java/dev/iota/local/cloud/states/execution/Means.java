package dev.iota.local.cloud.states.execution;

import dev.iota.local.cloud.states.definition.Evaluator;
import java.util.random.RandomGenerator;

/**
 * What turns are made with.
 *
 * @param random what the secrets of attempts and delays are made of
 * @param evaluator computes expressions
 */
public record Means(RandomGenerator random, Evaluator evaluator) {}
