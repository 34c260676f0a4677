/**
 * What a running agent shows of itself, as far as it needs no web server: a port enters, settings leave, which the
 * agents hand to theirs. Next door: {@link dev.iota.agent.failure}.
 */
@NullMarked
package dev.iota.agent.web;

import org.jspecify.annotations.NullMarked;
