/** What the owner of a run does to it from the command line, wherever it runs. */
@NullMarked
package dev.iota.local.runner.operator;

import org.jspecify.annotations.NullMarked;
