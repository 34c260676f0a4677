@NullMarked
package dev.iota.model.bench;

import org.jspecify.annotations.NullMarked;
