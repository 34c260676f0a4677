/** Why a local run ends early. */
@NullMarked
package dev.iota.local.runner.failure;

import org.jspecify.annotations.NullMarked;
