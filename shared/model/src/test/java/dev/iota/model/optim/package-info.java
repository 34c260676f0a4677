@NullMarked
package dev.iota.model.optim;

import org.jspecify.annotations.NullMarked;
