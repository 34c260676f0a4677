/**
 * How many shards a merge would lose where miners fail: by formula, and played by what plans and leases shards in a
 * run.
 */
@NullMarked
package dev.iota.local.butterfly;

import org.jspecify.annotations.NullMarked;
