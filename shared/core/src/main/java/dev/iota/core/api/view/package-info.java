/**
 * What anybody may see of a run: the documents of the read API. Each has the number of its format, {@link
 * View#FORMAT}, and the time at which the tables were read; each number has its unit in its name. No secret, no inbox,
 * no address of the network and no key of an object is in any of them. What miners and validators say of themselves is
 * cut to a bounded length by {@link View#bounded}. Signed calls are next door, in {@code core.api}.
 */
@NullMarked
package dev.iota.core.api.view;

import org.jspecify.annotations.NullMarked;
