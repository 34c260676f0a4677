/** Tests of the page that shows a run, in a browser. */
@NullMarked
package dev.iota.local.page;

import org.jspecify.annotations.NullMarked;
