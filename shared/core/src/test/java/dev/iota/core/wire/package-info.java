@NullMarked
package dev.iota.core.wire;

import org.jspecify.annotations.NullMarked;
