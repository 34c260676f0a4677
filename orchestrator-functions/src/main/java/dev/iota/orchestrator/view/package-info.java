/**
 * What anybody may see of a run. {@link RunSampler} writes down what the sweep finds anyway; {@link ReadApi} answers
 * requests with documents of {@code core.api.view}, from tables that it cannot write.
 */
@NullMarked
package dev.iota.orchestrator.view;

import org.jspecify.annotations.NullMarked;
