/**
 * What a running miner shows of itself: /health and /prometheus, by Micronaut. Statuses and meters enter. Next door:
 * {@link dev.iota.miner.agent}, which they are of.
 */
@NullMarked
package dev.iota.miner.web;

import org.jspecify.annotations.NullMarked;
