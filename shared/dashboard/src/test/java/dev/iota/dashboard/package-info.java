/** Tests of the page's files, without a browser. */
@NullMarked
package dev.iota.dashboard;

import org.jspecify.annotations.NullMarked;
