package dev.iota.local.cloud.states;

/** Of an execution, in the words of the service's interface. */
public enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED
}
