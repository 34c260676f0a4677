package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of one turn, in the form in which the service gives histories. */
final class Events {
    /** An execution with more is ended by AWS. */
    static final long MOST = 25_000;

    private static final int MILLIS = 3;

    private final Instant now;
    private final List<ObjectNode> added = new ArrayList<>();
    private long last;

    /** @param last number of the last event before */
    Events(long last, Instant now) {
        this.last = last;
        this.now = now;
    }

    static ObjectNode details() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Adds an event without details and returns its number. */
    long add(String type, long previous) {
        added.add(JsonNodeFactory.instance
                .objectNode()
                .put("timestamp", BigDecimal.valueOf(now.toEpochMilli(), MILLIS))
                .put("type", type)
                .put("id", ++last)
                .put("previousEventId", previous));
        return last;
    }

    /** Adds an event and returns its number. */
    long add(String type, long previous, String member, ObjectNode details) {
        var id = add(type, previous);
        added.getLast().set(member, details);
        return id;
    }

    /** Adds an event that follows a flow's last one, and returns the flow after it. */
    Flow add(Flow flow, String type, String member, ObjectNode details) {
        return flow.after(add(type, flow.lastEvent(), member, details));
    }

    long last() {
        return last;
    }

    List<ObjectNode> added() {
        return added;
    }
}
