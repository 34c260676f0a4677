package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.Definition;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an open execution stands: what its log adds up to. Guarded by the execution's lock. */
public final class ExecutionState {
    private final String key;
    private final String region;
    private final Start start;
    private final Definition definition;
    private final JsonNode input;
    private final Map<Integer, Flow> flows = new HashMap<>();
    private int nextFlow = Flow.ROOT + 1;
    private long lastEvent;

    public ExecutionState(String key, String region, Start start, Definition definition, JsonNode input) {
        this.key = key;
        this.region = region;
        this.start = start;
        this.definition = definition;
        this.input = input;
    }

    /** What a turn changed is so from now on. */
    public void apply(Commit commit) {
        for (var flow : commit.flows()) {
            flows.put(flow.id(), flow);
            nextFlow = Math.max(nextFlow, flow.id() + 1);
        }
        commit.gone().forEach(flows::remove);
        lastEvent += commit.events().size();
    }

    /** Names the execution in tokens and files. */
    public String key() {
        return key;
    }

    String region() {
        return region;
    }

    public Start start() {
        return start;
    }

    Definition definition() {
        return definition;
    }

    JsonNode input() {
        return input;
    }

    public Collection<Flow> flows() {
        return flows.values();
    }

    @Nullable Flow find(int id) {
        return flows.get(id);
    }

    int nextFlow() {
        return nextFlow;
    }

    public long lastEvent() {
        return lastEvent;
    }

    /** When the execution as a whole has taken too long, or null. */
    @Nullable Instant deadline() {
        var seconds = definition.timeoutSeconds();
        return seconds == null ? null : start.at().plusSeconds(seconds);
    }

    /** When the next thing happens by time alone, or null. */
    @Nullable public Instant due() {
        var earliest = deadline();
        for (var flow : flows.values()) {
            var due = flow.phase().due();
            if (due != null && (earliest == null || due.isBefore(earliest))) {
                earliest = due;
            }
        }
        return earliest;
    }
}
