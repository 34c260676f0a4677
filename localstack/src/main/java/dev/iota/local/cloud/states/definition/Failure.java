package dev.iota.local.cloud.states.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Why a state failed.
 *
 * @param error name, which retriers and catchers match
 * @param cause text for a person, or what the task gave
 */
public record Failure(String error, String cause) {
    static final String ALL = "States.ALL";
    public static final String TIMEOUT = "States.Timeout";
    public static final String HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout";
    static final String TASK_FAILED = "States.TaskFailed";
    public static final String RUNTIME = "States.Runtime";
    public static final String DATA_LIMIT = "States.DataLimitExceeded";
    public static final String QUERY = "States.QueryEvaluationError";
    public static final String NO_CHOICE = "States.NoChoiceMatched";

    /**
     * Whether a retrier or catcher for the error {@code name} takes it. What no retry can mend is taken by its own name
     * alone.
     */
    boolean matches(String name) {
        return switch (name) {
            case ALL -> !error.equals(DATA_LIMIT) && !error.equals(RUNTIME);
            case TASK_FAILED ->
                !error.equals(TIMEOUT)
                        && !error.equals(HEARTBEAT_TIMEOUT)
                        && !error.equals(DATA_LIMIT)
                        && !error.equals(RUNTIME);
            case TIMEOUT -> error.equals(TIMEOUT) || error.equals(HEARTBEAT_TIMEOUT);
            default -> error.equals(name);
        };
    }

    /** What {@code $states.errorOutput} is. */
    public ObjectNode output() {
        return JsonNodeFactory.instance.objectNode().put("Error", error).put("Cause", cause);
    }
}
