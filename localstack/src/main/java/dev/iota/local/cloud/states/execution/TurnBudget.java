package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.Evaluator;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Query;
import java.time.Duration;

/**
 * The time that the expressions of one turn may take together: a turn that goes on from state to state is not kept
 * before its end, and whoever asks something of its execution waits for it.
 */
final class TurnBudget implements Evaluator {
    private static final long MOST = Duration.ofSeconds(10).toNanos();

    /** A machine that stood still is not the expression's fault. */
    private static final long MOST_OF_ONE = Duration.ofSeconds(3).toNanos();

    private final Evaluator evaluator;
    private long spent;

    TurnBudget(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    @Override
    public JsonNode evaluate(Query query) throws FailedException {
        if (spent > MOST) {
            throw new FailedException(
                    Failure.RUNTIME,
                    "the expressions of states that follow one another at once take too long together");
        }
        var begun = System.nanoTime();
        try {
            return evaluator.evaluate(query);
        } finally {
            spent += Math.min(System.nanoTime() - begun, MOST_OF_ONE);
        }
    }
}
