/** Makes what the shapes of a run describe, and does for the embedded services what AWS does by itself. */
@NullMarked
package dev.iota.local.cloud.provision;

import org.jspecify.annotations.NullMarked;
