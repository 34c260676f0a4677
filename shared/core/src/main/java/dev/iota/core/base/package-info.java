/**
 * What every other package stands on: JSON in one form, SHA-256, bfloat16, the checks of what came from outside, and
 * a decision with its reason. It knows no word of the domain. Next door: {@link dev.iota.core.identity}, which signs,
 * and {@link dev.iota.core.wire}, which writes.
 */
@NullMarked
package dev.iota.core.base;

import org.jspecify.annotations.NullMarked;
