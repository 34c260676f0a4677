/** The miner: holds one stage, polls its inbox, computes, publishes. */
@NullMarked
package dev.iota.miner;

import org.jspecify.annotations.NullMarked;
