@NullMarked
package dev.iota.model.engine;

import org.jspecify.annotations.NullMarked;
