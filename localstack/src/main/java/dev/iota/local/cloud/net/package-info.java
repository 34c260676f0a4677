/**
 * Addresses of the embedded cloud: ports and servers on loopback, and the region and account that its resource names
 * carry. It knows none of the services, which all use it.
 */
@NullMarked
package dev.iota.local.cloud.net;

import org.jspecify.annotations.NullMarked;
