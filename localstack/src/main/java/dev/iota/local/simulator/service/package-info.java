/**
 * The services that a run needs, as models: keys of tables that take so many units a second, queues that deliver at
 * least once and in any order, functions with their concurrency and time limit, lines with latency and bandwidth. In:
 * what is sent and asked for. Out: when it arrives, whether it fails, and how much was used. Nothing is decided here.
 */
@NullMarked
package dev.iota.local.simulator.service;

import org.jspecify.annotations.NullMarked;
