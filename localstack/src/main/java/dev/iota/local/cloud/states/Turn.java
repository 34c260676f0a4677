package dev.iota.local.cloud.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.local.cloud.states.Phase.Arriving;
import dev.iota.local.cloud.states.Phase.Done;
import dev.iota.local.cloud.states.Phase.Forked;
import dev.iota.local.cloud.states.Phase.Queued;
import dev.iota.local.cloud.states.Phase.Retrying;
import dev.iota.local.cloud.states.Phase.Sleeping;
import dev.iota.local.cloud.states.Phase.Working;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an execution at one moment: something is told to it, and its flows go on until each waits. Nothing outside the turn
 * changes; whoever made it stores the {@link #commit} and then performs what was {@link #started}.
 */
final class Turn {
    /** Bounds of the service itself: bytes of any data, and iterations at once of a Map that is not distributed. */
    private static final int LARGEST_DATA = 256 << 10;

    private static final int MOST_AT_ONCE = 40;
    private static final int ATTEMPT_BYTES = 16;

    private final Situation situation;
    private final Instant now;
    private final RandomGenerator random;
    private final Events events;

    /** Flows that this turn changed; null for those that are no more. */
    private final Map<Integer, @Nullable Flow> changed = new LinkedHashMap<>();

    private final Deque<Integer> arriving = new ArrayDeque<>();
    private final List<Flow> started = new ArrayList<>();
    private int nextFlow;
    private @Nullable Ending end;

    Turn(Situation situation, Instant now, RandomGenerator random) {
        this.situation = situation;
        this.now = now;
        this.random = random;
        this.events = new Events(situation.lastEvent(), now);
        this.nextFlow = situation.nextFlow();
    }

    /** The execution begins. */
    void begin() {
        var start = situation.start();
        var details = Events.details().put("input", start.input()).put("roleArn", start.roleArn());
        var event = events.add("ExecutionStarted", 0, "executionStartedEventDetails", details);
        put(Flow.root(situation.definition().graph().start(), situation.input(), now, event));
        arriving.add(Flow.ROOT);
        goOn();
    }

    /** A task is done; returns false if nobody waits for it any more. */
    boolean succeed(int id, String attempt, JsonNode output) {
        var flow = working(id, attempt);
        if (flow == null) {
            return false;
        }
        var task = (State.Task) state(flow);
        var text = output.toString();
        var told = event(
                flow, "TaskSucceeded", "taskSucceededEventDetails", called(task).put("output", text));
        try {
            requireSize(text);
            leave(told, task.exit(), scope(told).with("result", output), output);
        } catch (FailedException e) {
            failed(told, e.failure());
        }
        goOn();
        return true;
    }

    /** A task has failed; returns false if nobody waits for it any more. */
    boolean fail(int id, String attempt, Failure failure) {
        var flow = working(id, attempt);
        if (flow == null) {
            return false;
        }
        failed(taskEnded(flow, "TaskFailed", "taskFailedEventDetails", failure), failure);
        goOn();
        return true;
    }

    /** A call returned whose task ends when its token comes back. */
    void submitted(int id, String attempt, JsonNode output) {
        var flow = working(id, attempt);
        if (flow != null && flow.phase() instanceof Working working) {
            var details = called((State.Task) state(flow)).put("output", output.toString());
            put(event(flow, "TaskSubmitted", "taskSubmittedEventDetails", details)
                    .in(working.asSubmitted()));
        }
    }

    /** A sign of life of a task; returns false if nobody waits for it any more. */
    boolean alive(int id, String attempt) {
        var flow = working(id, attempt);
        if (flow != null && flow.phase() instanceof Working working) {
            put(flow.in(working.alive(now)));
            return true;
        }
        return false;
    }

    /** Time has passed. */
    void tick() {
        var deadline = situation.deadline();
        if (deadline != null && !now.isBefore(deadline)) {
            end(Status.TIMED_OUT, null, null, null);
            return;
        }
        for (var flow : List.copyOf(situation.flows())) {
            var due = flow.phase().due();
            if (due != null && !now.isBefore(due) && isUnchanged(flow)) {
                expired(flow);
                goOn();
            }
        }
    }

    /** Somebody wants it to end. */
    void stop(@Nullable String error, @Nullable String cause) {
        end(Status.ABORTED, null, error, cause);
    }

    /** All that this turn changed. */
    Commit commit() {
        var flows = new ArrayList<Flow>();
        var gone = new TreeSet<Integer>();
        changed.forEach((id, flow) -> {
            if (flow == null) {
                gone.add(id);
            } else {
                flows.add(flow);
            }
        });
        return new Commit(events.added(), flows, gone, end);
    }

    /** Flows whose tasks this turn started, unless it also ended them. */
    List<Flow> started() {
        return started.stream()
                .filter(flow -> flow.equals(changed.get(flow.id())))
                .toList();
    }

    private boolean isUnchanged(Flow flow) {
        return end == null && !changed.containsKey(flow.id());
    }

    private void expired(Flow flow) {
        switch (flow.phase()) {
            case Sleeping _ -> {
                try {
                    leave(flow, ((State.Wait) state(flow)).exit(), scope(flow), flow.input());
                } catch (FailedException e) {
                    failed(flow, e.failure());
                }
            }
            case Retrying _ -> attempt(flow);
            case Working working -> {
                var silent = Objects.equals(working.due(), working.silence());
                var failure = new Failure(
                        silent ? Failure.HEARTBEAT_TIMEOUT : Failure.TIMEOUT,
                        "the task of state '%s' %s".formatted(flow.state(), silent ? "was silent" : "took too long"));
                failed(taskEnded(flow, "TaskTimedOut", "taskTimedOutEventDetails", failure), failure);
            }
            case Arriving _, Queued _, Forked _, Done _ ->
                throw new IllegalStateException("nothing of this can expire: " + flow);
        }
    }

    /** Lets every flow that can enter a state do so. */
    private void goOn() {
        while (end == null) {
            var next = arriving.poll();
            if (next == null) {
                return;
            }
            var flow = find(next);
            if (flow != null && flow.phase() instanceof Arriving) {
                var details = Events.details()
                        .put("name", flow.state())
                        .put("input", flow.input().toString());
                attempt(event(flow, state(flow).type() + "StateEntered", "stateEnteredEventDetails", details));
                if (end == null && events.last() >= Events.MOST) {
                    end(
                            Status.FAILED,
                            null,
                            Failure.RUNTIME,
                            "the execution reached the %d events that a history can have".formatted(Events.MOST));
                }
            }
        }
    }

    private void attempt(Flow flow) {
        try {
            switch (state(flow)) {
                case State.Pass pass -> leave(flow, pass.exit(), scope(flow), flow.input());
                case State.Succeed succeed -> leave(flow, succeed.exit(), scope(flow), flow.input());
                case State.Fail fail -> throw failure(fail, scope(flow));
                case State.Wait wait -> put(flow.in(new Sleeping(until(wait, scope(flow)))));
                case State.Choice choice -> choose(flow, choice);
                case State.Task task -> work(flow, task);
                case State.Each each -> iterate(flow, each);
                case State.Parallel parallel -> branch(flow, parallel);
            }
        } catch (FailedException e) {
            failed(flow, e.failure());
        }
    }

    private static FailedException failure(State.Fail fail, Scope scope) throws FailedException {
        return new FailedException(
                fail.error() == null ? "" : fail.error().text("Error", scope),
                fail.cause() == null ? "" : fail.cause().text("Cause", scope));
    }

    private Instant until(State.Wait wait, Scope scope) throws FailedException {
        if (wait.seconds() != null) {
            return now.plusSeconds(wait.seconds().number("Seconds", 0, Fields.LONGEST_SECONDS, scope));
        }
        var timestamp = Objects.requireNonNull(wait.timestamp()).text("Timestamp", scope);
        try {
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException e) {
            throw new FailedException(
                    Failure.QUERY, "Timestamp is '%s'; it must be a time of ISO 8601".formatted(timestamp));
        }
    }

    private void choose(Flow flow, State.Choice choice) throws FailedException {
        var scope = scope(flow);
        for (var rule : choice.rules()) {
            var holds = rule.condition().evaluate(scope);
            if (!holds.isBoolean()) {
                throw new FailedException(
                        Failure.QUERY, "a Condition is %s; it must be true or false".formatted(holds));
            }
            if (holds.booleanValue()) {
                leave(flow, rule.exit(), scope, flow.input());
                return;
            }
        }
        if (choice.otherwise() == null) {
            throw new FailedException(
                    Failure.NO_CHOICE, "no rule of state '%s' holds and it has no Default".formatted(flow.state()));
        }
        leave(flow, choice.otherwise(), scope, flow.input());
    }

    private void work(Flow flow, State.Task task) throws FailedException {
        var attempt = secret();
        var scope = task.resource().waitsForToken() ? withToken(flow, attempt) : scope(flow);
        var arguments = task.arguments().evaluate(scope);
        requireSize(arguments.toString());
        var timeout = seconds("TimeoutSeconds", task.timeout(), scope);
        var heartbeat = seconds("HeartbeatSeconds", task.heartbeat(), scope);
        var details = called(task).put("region", situation.region()).put("parameters", arguments.toString());
        if (timeout != null) {
            details.put("timeoutInSeconds", timeout);
        }
        if (heartbeat != null) {
            details.put("heartbeatInSeconds", heartbeat);
        }
        var scheduled = event(flow, "TaskScheduled", "taskScheduledEventDetails", details);
        var working = new Working(
                task.resource(),
                attempt,
                arguments,
                timeout == null ? null : now.plusSeconds(timeout),
                heartbeat,
                null,
                false);
        var begun = event(scheduled, "TaskStarted", "taskStartedEventDetails", called(task))
                .in(working.alive(now));
        put(begun);
        started.add(begun);
    }

    private static @Nullable Long seconds(String what, @Nullable Template template, Scope scope)
            throws FailedException {
        return template == null ? null : template.number(what, 1, Fields.LONGEST_SECONDS, scope);
    }

    private void iterate(Flow flow, State.Each each) throws FailedException {
        var scope = scope(flow);
        var items = each.items() == null ? flow.input() : each.items().evaluate(scope);
        if (!items.isArray()) {
            throw new FailedException(Failure.QUERY, "Items is %s; it must be an array".formatted(items));
        }
        var asked = each.concurrency() == null
                ? 0
                : each.concurrency().number("MaxConcurrency", 0, Fields.LONGEST_SECONDS, scope);
        var atOnce = asked == 0 ? MOST_AT_ONCE : Math.min(asked, MOST_AT_ONCE);
        var inputs = new ArrayList<JsonNode>();
        for (var item : items) {
            inputs.add(each.selector() == null ? item : each.selector().evaluate(withItem(flow, inputs.size(), item)));
        }
        var forked = event(
                flow,
                "MapStateStarted",
                "mapStateStartedEventDetails",
                Events.details().put("length", inputs.size()));
        fork(forked, inputs, (int) atOnce);
    }

    private void branch(Flow flow, State.Parallel parallel) throws FailedException {
        var input = parallel.arguments() == null
                ? flow.input()
                : parallel.arguments().evaluate(scope(flow));
        var inputs = parallel.branches().stream().map(_ -> input).toList();
        fork(flow.after(events.add("ParallelStateStarted", flow.lastEvent())), inputs, inputs.size());
    }

    private void fork(Flow parent, List<JsonNode> inputs, int atOnce) throws FailedException {
        var forked = parent.in(new Forked(nextFlow, inputs.size()));
        put(forked);
        for (var index = 0; index < inputs.size(); index++) {
            var child = new Flow(
                    nextFlow++,
                    parent.id(),
                    index,
                    Map.of(),
                    graph(parent, index).start(),
                    now,
                    inputs.get(index),
                    List.of(),
                    parent.lastEvent(),
                    new Queued());
            put(child);
            if (index < atOnce) {
                launch(child);
            }
        }
        if (inputs.isEmpty()) {
            join(forked);
        }
    }

    /** Lets a queued flow begin. */
    private void launch(Flow child) {
        var begun = iteration(child, "MapIterationStarted", "mapIterationStartedEventDetails");
        put(begun.entering(begun.state(), begun.input(), now));
        arriving.add(begun.id());
    }

    /** All flows within a state are done. */
    private void join(Flow parent) throws FailedException {
        var results = JsonNodeFactory.instance.arrayNode();
        for (var child : children(parent)) {
            results.add(((Done) child.phase()).output());
            changed.put(child.id(), null);
        }
        var type = state(parent).type();
        var joined = parent.after(events.add(type + "StateSucceeded", parent.lastEvent()));
        leave(joined, state(parent).exits().getFirst(), scope(joined).with("result", results), results);
    }

    /** Goes on to the next state, or to the end of the graph. */
    private void leave(Flow flow, Exit exit, Scope scope, JsonNode otherwise) throws FailedException {
        var assigned = new HashMap<String, JsonNode>();
        for (var variable : exit.assign().entrySet()) {
            assigned.put(variable.getKey(), variable.getValue().evaluate(scope));
        }
        var output = exit.output() == null ? otherwise : exit.output().evaluate(scope);
        var text = output.toString();
        requireSize(text);
        var details = Events.details().put("name", flow.state()).put("output", text);
        if (!assigned.isEmpty()) {
            var texts = details.putObject("assignedVariables");
            assigned.forEach((name, value) -> texts.put(name, value.toString()));
        }
        var left =
                event(flow.assigning(assigned), state(flow).type() + "StateExited", "stateExitedEventDetails", details);
        if (exit.next() != null) {
            put(left.entering(exit.next(), output, now));
            arriving.add(left.id());
        } else if (left.isRoot()) {
            put(left);
            end(Status.SUCCEEDED, text, null, null);
        } else {
            var done = iteration(left, "MapIterationSucceeded", "mapIterationSucceededEventDetails");
            put(done.in(new Done(output)));
            settle(Objects.requireNonNull(find(left.parent())));
        }
    }

    /** A flow within {@code parent} is done: another one may begin, or all are. */
    private void settle(Flow parent) {
        var open = 0;
        for (var child : children(parent)) {
            if (child.phase() instanceof Queued) {
                launch(child);
                return;
            }
            open += child.phase() instanceof Done ? 0 : 1;
        }
        if (open == 0) {
            try {
                join(parent);
            } catch (FailedException e) {
                failed(parent, e.failure());
            }
        }
    }

    /** What the flow's state, or else the states around it, do about a failure. */
    private void failed(Flow flow, Failure failure) {
        var recovery = state(flow).recovery();
        for (var i = 0; i < recovery.retriers().size(); i++) {
            var retrier = recovery.retriers().get(i);
            if (retrier.takes(failure)) {
                var retries = flow.retriesBy(i);
                if (retries < retrier.attempts()) {
                    put(flow.retrying(i, now.plus(retrier.delay(retries, random))));
                    return;
                }
                break;
            }
        }
        for (var catcher : recovery.catchers()) {
            if (catcher.takes(failure)) {
                try {
                    leave(flow, catcher.exit(), scope(flow).with("errorOutput", failure.output()), failure.output());
                } catch (FailedException e) {
                    giveUp(flow, e.failure());
                }
                return;
            }
        }
        giveUp(flow, failure);
    }

    private void giveUp(Flow flow, Failure failure) {
        if (flow.isRoot()) {
            put(flow);
            end(Status.FAILED, null, failure.error(), failure.cause());
            return;
        }
        var parent = Objects.requireNonNull(find(flow.parent()));
        iteration(flow, "MapIterationFailed", "mapIterationFailedEventDetails");
        abandon(parent);
        var event = events.add(state(parent).type() + "StateFailed", parent.lastEvent());
        failed(parent.after(event), failure);
    }

    /** Ends every flow within {@code parent}; whoever works for one of them will hear that nobody waits. */
    private void abandon(Flow parent) {
        for (var child : children(parent)) {
            abandon(child);
            changed.put(child.id(), null);
        }
    }

    private void end(Status status, @Nullable String output, @Nullable String error, @Nullable String cause) {
        var root = find(Flow.ROOT);
        var previous = root == null ? 0 : root.lastEvent();
        var details = Events.details();
        if (output != null) {
            details.put("output", output);
        } else {
            details.put("error", error).put("cause", cause);
        }
        var name =
                switch (status) {
                    case SUCCEEDED -> "Succeeded";
                    case FAILED -> "Failed";
                    case TIMED_OUT -> "TimedOut";
                    case ABORTED -> "Aborted";
                    case RUNNING -> throw new IllegalArgumentException("this is no end");
                };
        events.add("Execution" + name, previous, "execution" + name + "EventDetails", details);
        situation.flows().forEach(flow -> changed.put(flow.id(), null));
        changed.replaceAll((_, _) -> null);
        end = new Ending(status, now, output, error, cause);
    }

    private @Nullable Flow working(int id, String attempt) {
        var flow = find(id);
        return flow != null
                        && flow.phase() instanceof Working working
                        && working.attempt().equals(attempt)
                ? flow
                : null;
    }

    private @Nullable Flow find(int id) {
        return changed.containsKey(id) ? changed.get(id) : situation.find(id);
    }

    private void put(Flow flow) {
        changed.put(flow.id(), flow);
    }

    private List<Flow> children(Flow parent) {
        var children = new ArrayList<Flow>();
        if (parent.phase() instanceof Forked forked) {
            for (var id = forked.first(); id < forked.first() + forked.count(); id++) {
                var child = find(id);
                if (child != null) { // null when they were abandoned
                    children.add(child);
                }
            }
        }
        return children;
    }

    private State state(Flow flow) {
        return graphOf(flow).state(flow.state());
    }

    private Graph graphOf(Flow flow) {
        return flow.isRoot()
                ? situation.definition().graph()
                : graph(Objects.requireNonNull(find(flow.parent())), flow.index());
    }

    /** The graph in which the flow with this index within {@code parent} runs. */
    private Graph graph(Flow parent, int index) {
        var graphs = state(parent).graphs();
        return graphs.get(state(parent) instanceof State.Parallel ? index : 0);
    }

    private Scope scope(Flow flow) {
        return scope(flow, context(flow));
    }

    private Scope withToken(Flow flow, String attempt) {
        var context = context(flow);
        context.putObject("Task").put("Token", new Token(situation.key(), flow.id(), attempt).text());
        return scope(flow, context);
    }

    private Scope withItem(Flow flow, int index, JsonNode item) {
        var context = context(flow);
        context.putObject("Map").putObject("Item").put("Index", index).set("Value", item);
        return scope(flow, context);
    }

    private Scope scope(Flow flow, ObjectNode context) {
        var states = JsonNodeFactory.instance.objectNode();
        states.set("input", flow.input());
        states.set("context", context);
        return new Scope(variables(flow), states, now);
    }

    private Map<String, JsonNode> variables(Flow flow) {
        if (flow.isRoot()) {
            return flow.variables();
        }
        var seen = new HashMap<>(variables(Objects.requireNonNull(find(flow.parent()))));
        seen.putAll(flow.variables());
        return seen;
    }

    private ObjectNode context(Flow flow) {
        var start = situation.start();
        var context = JsonNodeFactory.instance.objectNode();
        context.putObject("Execution")
                .put("Id", start.arn())
                .put("Name", start.name())
                .put("RoleArn", start.roleArn())
                .put("StartTime", start.at().toString())
                .set("Input", situation.input());
        context.putObject("StateMachine").put("Id", start.machineArn()).put("Name", start.machineName());
        context.putObject("State")
                .put("Name", flow.state())
                .put("EnteredTime", flow.entered().toString())
                .put(
                        "RetryCount",
                        flow.retries().stream().mapToInt(Integer::intValue).sum());
        return context;
    }

    private Flow event(Flow flow, String type, String member, ObjectNode details) {
        return flow.after(events.add(type, flow.lastEvent(), member, details));
    }

    /** An event about an iteration; branches have none of their own. */
    private Flow iteration(Flow flow, String type, String member) {
        var parent = Objects.requireNonNull(find(flow.parent()));
        return state(parent) instanceof State.Each
                ? event(
                        flow,
                        type,
                        member,
                        Events.details().put("name", parent.state()).put("index", flow.index()))
                : flow;
    }

    private Flow taskEnded(Flow flow, String type, String member, Failure failure) {
        var details =
                called((State.Task) state(flow)).put("error", failure.error()).put("cause", failure.cause());
        return event(flow, type, member, details);
    }

    private static ObjectNode called(State.Task task) {
        return Events.details()
                .put("resourceType", task.resource().type())
                .put("resource", task.resource().action());
    }

    private static void requireSize(String text) throws FailedException {
        // A character has at most three bytes: most data needs no counting.
        if (text.length() > LARGEST_DATA / 3 && text.getBytes(StandardCharsets.UTF_8).length > LARGEST_DATA) {
            throw new FailedException(
                    Failure.DATA_LIMIT,
                    "a state has data of more than the %d bytes that are allowed".formatted(LARGEST_DATA));
        }
    }

    private String secret() {
        var bytes = new byte[ATTEMPT_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
