/** Who somebody is: hotkeys of two signature schemes, SS58 addresses, signed events and signed requests. */
@NullMarked
package dev.iota.core.identity;

import org.jspecify.annotations.NullMarked;
