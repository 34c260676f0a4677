package dev.iota.core.audit;

/** Why an audit goes from one state to another. {@link AuditWays} says which ways each cause opens. */
enum AuditCause {
    /** A validator is given it. */
    LEASE,
    /** The validator that has it is alive. */
    EXTENSION,
    /** The lease ran out, or the process that had it is gone. */
    EXPIRY,
    /** A validator cannot judge it. */
    FAILURE,
    /** A validator judged it. */
    VERDICT,
    /** Its time is over. */
    LAPSE
}
