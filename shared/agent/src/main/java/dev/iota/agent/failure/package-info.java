/**
 * What can go wrong between an agent and the cloud, and how long to wait before the next try. Next door:
 * {@link dev.iota.agent.link}, whose calls fail so.
 */
@NullMarked
package dev.iota.agent.failure;

import org.jspecify.annotations.NullMarked;
