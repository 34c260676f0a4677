/** Tests of the embedded cloud over real sockets, with the unmodified SDK. */
@NullMarked
package dev.iota.local.cloud;

import org.jspecify.annotations.NullMarked;
