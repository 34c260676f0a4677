/**
 * Addresses of the embedded cloud: ports and servers on loopback, and the region and account that its resource names
 * carry.
 */
@NullMarked
package dev.iota.local.cloud.net;

import org.jspecify.annotations.NullMarked;
