/** Who does the next hop, for how long, and what happens when nobody does it. */
@NullMarked
package dev.iota.core.routing;

import org.jspecify.annotations.NullMarked;
