/**
 * A state machine as data: its text in the JSONata dialect is read, checked and compiled here. Next door: {@link
 * dev.iota.local.cloud.states.execution}, which runs it.
 */
@NullMarked
package dev.iota.local.cloud.states.definition;

import org.jspecify.annotations.NullMarked;
