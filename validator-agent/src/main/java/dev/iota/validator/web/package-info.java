/**
 * What a running validator shows of itself: /health and /prometheus, by Micronaut. Its status and meters enter. Next
 * door: {@link dev.iota.validator.agent}, which they are of.
 */
@NullMarked
package dev.iota.validator.web;

import org.jspecify.annotations.NullMarked;
