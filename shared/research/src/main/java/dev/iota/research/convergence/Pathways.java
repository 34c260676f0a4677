package dev.iota.research.convergence;

/** Which replicas of the stages work on a microbatch together. */
public enum Pathways {
    /** Any: another choice for every microbatch, each replica as often as the others in a step. What a router does. */
    RANDOM,
    /** Always the same: replicas of the whole model. What was studied elsewhere. */
    FIXED
}
