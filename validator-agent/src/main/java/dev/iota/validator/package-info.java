/** The validator: re-executes samples of the work and judges it. */
@NullMarked
package dev.iota.validator;

import org.jspecify.annotations.NullMarked;
