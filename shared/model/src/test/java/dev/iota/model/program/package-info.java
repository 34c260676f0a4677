@NullMarked
package dev.iota.model.program;

import org.jspecify.annotations.NullMarked;
