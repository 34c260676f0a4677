/**
 * What a run costs in AWS: counts of its calls and a list of prices enter, dollars leave. What is counted is written by
 * the embedded cloud, next door in {@code cloud.count}; the command is in {@code runner.command}.
 */
@NullMarked
package dev.iota.local.cost;

import org.jspecify.annotations.NullMarked;
