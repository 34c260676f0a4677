/**
 * What a run costs in AWS, estimated from what it did: a few factors, which a counted run and a price list gave
 * (docs/costs.md). In come microbatches and hours; out come dollars. How calls are counted is next door, in {@code
 * dev.iota.cloud.count}.
 */
@NullMarked
package dev.iota.core.cost;

import org.jspecify.annotations.NullMarked;
