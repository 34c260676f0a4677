/**
 * Makes what the shapes of a run describe, and does for the embedded services what AWS does by itself, such as the
 * expiry of objects. In come shapes and clients of the services; next door, {@link dev.iota.local.cloud.service} has
 * the services themselves.
 */
@NullMarked
package dev.iota.local.cloud.provision;

import org.jspecify.annotations.NullMarked;
