/** Which optimiser steps of a miner are still part of anybody's weights. */
@NullMarked
package dev.iota.core.step;

import org.jspecify.annotations.NullMarked;
