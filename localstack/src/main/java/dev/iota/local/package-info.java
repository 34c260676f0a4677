/**
 * The entry point of {@code ./iota}: one command with a subcommand for everything that a whole system on one machine
 * can do. It hands on to {@link dev.iota.local.runner}, which trains, and to {@link dev.iota.local.cloud}, which stands
 * for AWS.
 */
@NullMarked
package dev.iota.local;

import org.jspecify.annotations.NullMarked;
