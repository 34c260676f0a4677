package dev.iota.validator.web;

import dev.iota.validator.agent.Validator;
import dev.iota.validator.agent.ValidatorStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The validator of this process, once there is one: its meters belong to a server that starts before it. */
public final class WatchedValidator {
    private volatile @Nullable Validator validator;

    public void watch(Validator one) {
        validator = one;
    }

    Optional<ValidatorStatus> status() {
        return Optional.ofNullable(validator).map(Validator::status);
    }
}
