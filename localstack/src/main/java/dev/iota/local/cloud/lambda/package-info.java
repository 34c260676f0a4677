/** The local Lambda host: calls the handler classes that AWS would run, with the same JSON on both sides. */
@NullMarked
package dev.iota.local.cloud.lambda;

import org.jspecify.annotations.NullMarked;
