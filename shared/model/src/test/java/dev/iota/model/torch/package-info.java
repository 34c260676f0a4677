@NullMarked
package dev.iota.model.torch;

import org.jspecify.annotations.NullMarked;
