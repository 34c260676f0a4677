/**
 * Counts calls of services, by what caused them. Requests and responses of the SDK's clients enter, and what is told of
 * other calls; sums leave. What they cost is next door, where somebody reads them.
 */
@NullMarked
package dev.iota.cloud.count;

import org.jspecify.annotations.NullMarked;
