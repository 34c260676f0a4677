package dev.iota.local.cloud.provision;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.StateMachineShape;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.states.StepFunctions;
import dev.iota.local.cloud.states.definition.RejectedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes state machines, or changes them to what their shapes have become. */
public final class Machines {
    private final StepFunctions states;
    private final Names names;
    private final Place place;
    private final Map<String, String> arns;

    /** @param functions ARN of every function, by its logical name */
    public Machines(StepFunctions states, Names names, Place place, Map<String, String> functions) {
        this.states = states;
        this.names = names;
        this.place = place;
        this.arns = new HashMap<>(functions);
    }

    /** @throws IllegalStateException if a definition cannot be used; the message says why */
    public void deploy(List<StateMachineShape> shapes) {
        for (var shape : shapes) {
            var name = names.stateMachine(shape.name());
            var role = "arn:aws:iam::%s:role/%s".formatted(place.account(), name);
            try {
                var machine = states.deploy(name, shape.definitionWith(arns), role);
                arns.put(shape.name(), machine.arn());
            } catch (RejectedException e) {
                throw new IllegalStateException(
                        "the state machine %s cannot be used: %s".formatted(shape.name(), e.getMessage()), e);
            }
        }
    }
}
