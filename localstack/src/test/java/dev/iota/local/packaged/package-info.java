/** The jar of functions as it is deployed, in processes of their own under the runtime that Lambda runs. */
@NullMarked
package dev.iota.local.packaged;

import org.jspecify.annotations.NullMarked;
