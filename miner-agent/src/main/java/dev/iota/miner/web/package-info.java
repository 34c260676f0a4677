/** What a running miner shows of itself: /health and /prometheus, by Micronaut. */
@NullMarked
package dev.iota.miner.web;

import org.jspecify.annotations.NullMarked;
