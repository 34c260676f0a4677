/**
 * The outer step: a stage's published state and an aggregate enter, the next state leaves, block by block. One class
 * for each mode. Next door: {@link dev.iota.core.merge.aggregate}, where the aggregate comes from.
 */
@NullMarked
package dev.iota.core.merge.step;

import org.jspecify.annotations.NullMarked;
