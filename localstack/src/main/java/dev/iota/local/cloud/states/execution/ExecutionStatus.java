package dev.iota.local.cloud.states.execution;

/** Of an execution, in the words of the service's interface. */
public enum ExecutionStatus {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED
}
