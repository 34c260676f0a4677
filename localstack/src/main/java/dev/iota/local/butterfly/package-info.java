/**
 * How many shards a merge would lose where miners fail: by formula, and played by what plans and leases shards in a
 * run. In come numbers of miners and shares of failures; out comes a table. It starts nothing.
 */
@NullMarked
package dev.iota.local.butterfly;

import org.jspecify.annotations.NullMarked;
