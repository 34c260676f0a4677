package dev.iota.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.ListExecutionsRequest;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;
import software.amazon.awssdk.services.sfn.model.SendTaskSuccessRequest;
import software.amazon.awssdk.services.sfn.model.SendTaskSuccessResponse;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionResponse;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** Executions that do nothing by themselves: it remembers which were started, and which tokens were answered. */
public final class TestSfn implements SfnClient {
    private final Map<String, ExecutionStatus> executions = new LinkedHashMap<>();
    private final List<String> answered = new ArrayList<>();

    /** Names of executions, by the order of starting. */
    public synchronized List<String> started(String run) {
        return executions.keySet().stream()
                .filter(name -> name.startsWith(run + "-"))
                .toList();
    }

    /** Another test has the run's name from now on. */
    synchronized void forget(String run) {
        executions.keySet().removeIf(name -> name.startsWith(run + "-"));
        answered.removeIf(token -> token.startsWith(run + " "));
    }

    synchronized List<String> answered() {
        return List.copyOf(answered);
    }

    synchronized void set(String name, ExecutionStatus status) {
        executions.put(name, status);
    }

    @Override
    public synchronized StartExecutionResponse startExecution(StartExecutionRequest request) {
        if (executions.putIfAbsent(request.name(), ExecutionStatus.RUNNING) != null) {
            throw ExecutionAlreadyExistsException.builder().build();
        }
        return StartExecutionResponse.builder().build();
    }

    @Override
    public synchronized DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
        var arn = request.executionArn();
        var status = executions.get(arn.substring(arn.lastIndexOf(':') + 1));
        if (status == null) {
            throw ExecutionDoesNotExistException.builder().build();
        }
        return DescribeExecutionResponse.builder().status(status).build();
    }

    /** Those of the run whose state machine it is. */
    @Override
    public synchronized ListExecutionsResponse listExecutions(ListExecutionsRequest request) {
        var machine = request.stateMachineArn();
        var run = machine.substring(machine.lastIndexOf(":iota-") + ":iota-".length(), machine.lastIndexOf('-'));
        return ListExecutionsResponse.builder()
                .executions(executions.entrySet().stream()
                        .filter(execution -> execution.getKey().startsWith(run + "-")
                                && execution.getValue() == request.statusFilter())
                        .map(execution -> ExecutionListItem.builder()
                                .executionArn(machine + ":" + execution.getKey())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public synchronized StopExecutionResponse stopExecution(StopExecutionRequest request) {
        var arn = request.executionArn();
        set(arn.substring(arn.lastIndexOf(':') + 1), ExecutionStatus.ABORTED);
        return StopExecutionResponse.builder().build();
    }

    /** A task is answered once; whoever comes later is too late. */
    @Override
    public synchronized SendTaskSuccessResponse sendTaskSuccess(SendTaskSuccessRequest request) {
        if (answered.contains(request.taskToken())) {
            throw TaskTimedOutException.builder().build();
        }
        answered.add(request.taskToken());
        return SendTaskSuccessResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return "states";
    }

    @Override
    public void close() {}
}
