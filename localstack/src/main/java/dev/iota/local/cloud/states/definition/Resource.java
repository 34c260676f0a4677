package dev.iota.local.cloud.states.definition;

import java.util.Arrays;
import java.util.List;

/** What a task can ask for. */
public enum Resource {
    INVOKE("lambda", "invoke"),
    INVOKE_AND_WAIT("lambda", "invoke.waitForTaskToken"),
    START("states", "startExecution"),
    SDK_START("aws-sdk:sfn", "startExecution");

    private static final String PREFIX = "arn:aws:states:::";

    private final String type;
    private final String action;

    Resource(String type, String action) {
        this.type = type;
        this.action = action;
    }

    /** @throws IllegalArgumentException if it is none of these */
    static Resource of(String arn) {
        return Arrays.stream(values())
                .filter(resource -> resource.arn().equals(arn))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("the resource '%s' is none of %s"
                        .formatted(
                                arn, Arrays.stream(values()).map(Resource::arn).toList())));
    }

    String arn() {
        return PREFIX + type + ":" + action;
    }

    /** The service, as histories call it. */
    public String type() {
        return type;
    }

    /** What it is asked for, as histories call it. */
    public String action() {
        return action;
    }

    /** Arguments without which it does nothing. */
    List<String> required() {
        return switch (this) {
            case INVOKE, INVOKE_AND_WAIT -> List.of("FunctionName", "Payload");
            case START, SDK_START -> List.of("StateMachineArn");
        };
    }

    /** Arguments that are understood as well. */
    List<String> optional() {
        return switch (this) {
            case INVOKE, INVOKE_AND_WAIT -> List.of();
            case START, SDK_START -> List.of("Name", "Input");
        };
    }

    /** Whether the task ends when its token comes back and not when the call does. */
    public boolean waitsForToken() {
        return this == INVOKE_AND_WAIT;
    }
}
