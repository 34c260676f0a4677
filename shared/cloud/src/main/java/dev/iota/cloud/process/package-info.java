/** What a process that another one started has to know: when its parent is gone. */
@NullMarked
package dev.iota.cloud.process;

import org.jspecify.annotations.NullMarked;
