/**
 * Programs that a run is compared with, in one process and without a cloud: {@code reference} trains the model of a
 * run, bit for bit as a swarm must; {@code convergence} compares modes of merging by their losses. A specification and
 * token shards enter; losses and hashes of weights leave, as JSON or text. Next door:
 * {@link dev.iota.research.convergence}.
 */
@NullMarked
package dev.iota.research;

import org.jspecify.annotations.NullMarked;
