/** Optimiser steps of a miner: how long the first ones are, and which are still part of anybody's weights. */
@NullMarked
package dev.iota.core.step;

import org.jspecify.annotations.NullMarked;
