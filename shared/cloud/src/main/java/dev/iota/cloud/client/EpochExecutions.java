package dev.iota.cloud.client;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.core.base.Json;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Executions of the state machine that moves epochs on: one for each epoch and try. */
public final class EpochExecutions {
    private final SfnClient sfn;
    private final Names names;
    private final String region;
    private final Supplier<String> account;

    /** @param account number of the account, asked for when it is needed */
    public EpochExecutions(SfnClient sfn, Names names, String region, Supplier<String> account) {
        this.sfn = sfn;
        this.names = names;
        this.region = region;
        this.account = account;
    }

    /** Starts the execution of a try; one that was started already is fine. */
    public void start(int epoch, int attempt) {
        try {
            sfn.startExecution(b -> b.stateMachineArn(arn("stateMachine"))
                    .name(name(epoch, attempt))
                    .input(Json.write(Map.of("run", names.run(), "epoch", epoch, "try", attempt))));
        } catch (ExecutionAlreadyExistsException e) {
            // It runs, or is over, as its status says.
        }
    }

    /** What became of a try; empty if it never started. */
    public Optional<ExecutionStatus> status(int epoch, int attempt) {
        try {
            var arn = arn("execution") + ":" + name(epoch, attempt);
            return Optional.of(sfn.describeExecution(b -> b.executionArn(arn)).status());
        } catch (ExecutionDoesNotExistException e) {
            return Optional.empty();
        }
    }

    /** Stops every execution that runs; without the state machine there is none. */
    public void stopAll(String why) {
        try {
            sfn.listExecutionsPaginator(
                            b -> b.stateMachineArn(arn("stateMachine")).statusFilter(ExecutionStatus.RUNNING))
                    .executions()
                    .forEach(execution -> sfn.stopExecution(
                            b -> b.executionArn(execution.executionArn()).cause(why)));
        } catch (StateMachineDoesNotExistException | QueueDoesNotExistException e) {
            // The stack is gone, by whose timer queue the number of the account is known.
        }
    }

    /** Lets a task go on; one that waits no longer is done with. */
    public void succeed(String token) {
        try {
            sfn.sendTaskSuccess(b -> b.taskToken(token).output("{}"));
        } catch (TaskTimedOutException | TaskDoesNotExistException | InvalidTokenException e) {
            // Another try has taken over, or was answered already.
        }
    }

    private String name(int epoch, int attempt) {
        return "%s-%d-%d".formatted(names.run(), epoch, attempt);
    }

    private String arn(String type) {
        return "arn:aws:states:%s:%s:%s:%s"
                .formatted(region, account.get(), type, names.stateMachine(Resources.EPOCH_MACHINE));
    }
}
