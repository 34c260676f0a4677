/**
 * How fast the stage engine is on this machine, against what the machine can do. A shape and a number of rounds enter,
 * one result leaves.
 */
@NullMarked
package dev.iota.model.bench;

import org.jspecify.annotations.NullMarked;
