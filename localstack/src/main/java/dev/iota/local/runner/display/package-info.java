/** What a person sees of a run while it trains. */
@NullMarked
package dev.iota.local.runner.display;

import org.jspecify.annotations.NullMarked;
