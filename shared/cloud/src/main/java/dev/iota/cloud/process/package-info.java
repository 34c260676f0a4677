/**
 * How processes of ours live and end: what one that another one started has to know, in what order it leaves a native
 * library, and what it says last. In come signals and the end of a parent; out come exit statuses and last words.
 */
@NullMarked
package dev.iota.cloud.process;

import org.jspecify.annotations.NullMarked;
