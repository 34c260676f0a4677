package dev.iota.agent.failure;

import dev.iota.core.base.MalformedException;

/** Tokens are not those that the run's data plan names: whoever handed them out is to blame, and no miner. */
public final class OtherDataException extends MalformedException {
    private static final long serialVersionUID = 1L;

    public OtherDataException(String reason) {
        super(reason);
    }
}
