package dev.iota.local.cloud.states.execution;

import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.State;

/** Chooses the first way whose condition holds. */
final class ChoiceState {
    private final TurnContext turnContext;
    private final Course course;

    ChoiceState(TurnContext turnContext, Course course) {
        this.turnContext = turnContext;
        this.course = course;
    }

    void enter(Flow flow, State.Choice choice) throws FailedException {
        var scope = turnContext.scopes().of(flow);
        for (var rule : choice.rules()) {
            var holds = rule.condition().evaluate("Condition", scope);
            if (!holds.isBoolean()) {
                throw new FailedException(Failure.QUERY, "a Condition is %s; it must be true or false".formatted(holds))
                        .at("Condition");
            }
            if (holds.booleanValue()) {
                course.leave(flow, rule.exit(), scope, flow.input());
                return;
            }
        }
        if (choice.otherwise() == null) {
            throw new FailedException(
                    Failure.NO_CHOICE, "no rule of state '%s' holds and it has no Default".formatted(flow.state()));
        }
        course.leave(flow, choice.otherwise(), scope, flow.input());
    }
}
