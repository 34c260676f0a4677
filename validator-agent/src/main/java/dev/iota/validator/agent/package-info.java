/**
 * A validator at work: it registers, takes audits from its inbox, computes hops again and signs what it found. Audits
 * enter, verdicts leave. Next door: {@link dev.iota.model.audit}, which compares, and {@link dev.iota.agent.link}, the
 * lines to the outside.
 */
@NullMarked
package dev.iota.validator.agent;

import org.jspecify.annotations.NullMarked;
