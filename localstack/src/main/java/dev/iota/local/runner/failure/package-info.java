/**
 * How the runner ends before it is done: with a sentence for a person, or because a person asked. Every other package
 * of the runner throws these; {@link dev.iota.local} turns them into a message and an exit status.
 */
@NullMarked
package dev.iota.local.runner.failure;

import org.jspecify.annotations.NullMarked;
