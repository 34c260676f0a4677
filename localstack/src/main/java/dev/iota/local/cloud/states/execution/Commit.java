package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one turn changed: a line of the execution's log.
 *
 * @param events of the history, in the form of the service's interface
 * @param flows flows that are new or different
 * @param gone flows that are no more
 * @param end how the execution ended, or null
 */
public record Commit(
        List<ObjectNode> events,
        List<Flow> flows,
        Set<Integer> gone,
        @Nullable Ending end) {}
