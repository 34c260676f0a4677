/** Who somebody is: hotkeys, SS58 addresses, signed events and signed requests. */
@NullMarked
package dev.iota.core.identity;

import org.jspecify.annotations.NullMarked;
