/**
 * What the embedded cloud is asked to do, counted: requests of agents enter, which come from other processes, and a
 * file in the folder of the cloud leaves. The calls of handlers are counted in {@code dev.iota.cloud.count}.
 */
@NullMarked
package dev.iota.local.cloud.count;

import org.jspecify.annotations.NullMarked;
