/**
 * The one home of what decides an epoch. The states are {@link dev.iota.core.epoch.Epoch}, {@link
 * dev.iota.core.epoch.StageMerge}, {@link dev.iota.core.epoch.ShardState} and {@link
 * dev.iota.core.epoch.UploadState}. A tick ({@link dev.iota.core.epoch.EpochTick}, {@link
 * dev.iota.core.epoch.StageTick}, {@link dev.iota.core.epoch.ShardTick}) takes a state, the facts of its phase and a
 * time, and returns the next state, effects and a reason. Handlers load the facts, tick, write on a condition and
 * perform the effects; they decide nothing. Next door: {@link dev.iota.core.merge}, the arithmetic, and {@link
 * dev.iota.core.run}, which says how long and how many.
 */
@NullMarked
package dev.iota.core.epoch;

import org.jspecify.annotations.NullMarked;
