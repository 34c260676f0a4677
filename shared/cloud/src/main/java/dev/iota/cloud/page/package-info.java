/**
 * The page that shows a run: its files as they are on the class path, which come from the module {@code dashboard},
 * with the headers that they are answered with wherever they are served. Next door: the embedded cloud, which answers
 * with them, and the stack, which has a bucket for them.
 */
@NullMarked
package dev.iota.cloud.page;

import org.jspecify.annotations.NullMarked;
