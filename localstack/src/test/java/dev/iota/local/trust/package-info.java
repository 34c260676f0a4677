/**
 * What somebody on the network may try, over real sockets against the embedded cloud and the functions that are
 * deployed.
 */
@NullMarked
package dev.iota.local.trust;

import org.jspecify.annotations.NullMarked;
