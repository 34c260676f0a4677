/**
 * How the programs speak with a person at a terminal: tables that fit its width, colours where the person wants them,
 * and how far something slow is. Values enter, lines leave. What comes from outside is shown as text: control
 * characters are not. Next door: {@link dev.iota.cloud.process}, how a program ends.
 */
@NullMarked
package dev.iota.cloud.terminal;

import org.jspecify.annotations.NullMarked;
