/** Which tokens a microbatch holds: token shards and the seeded data plan. */
@NullMarked
package dev.iota.core.data;

import org.jspecify.annotations.NullMarked;
