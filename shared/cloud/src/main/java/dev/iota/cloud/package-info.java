/**
 * The AWS adapters, one thin class over each service, with endpoints by configuration. They decide nothing. {@code
 * shape} says what resources a run has, {@code client} makes the SDK's clients, {@code queue}, {@code object} and
 * {@code table} read and write, {@code process} is about the process itself.
 */
@NullMarked
package dev.iota.cloud;

import org.jspecify.annotations.NullMarked;
