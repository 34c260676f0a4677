package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;

/**
 * What a validator measured of the weights that an epoch published.
 *
 * @param lease under which it was asked to
 * @param lossNats mean cross entropy on the run's held-out tokens, in nats for each predicted token
 * @param tokens that were predicted
 * @param device and engine version, threads and precision of the validator
 * @param seconds that the validator was busy with it
 */
public record HeldOutMeasured(
        String run, int epoch, String lease, double lossNats, long tokens, String device, double seconds)
        implements Event {
    public HeldOutMeasured {
        device = EventChecks.cut(device);
        if (!(lossNats >= 0 && Double.isFinite(lossNats)) || tokens <= 0) {
            throw new MalformedException(
                    "a held-out loss of %s over %d tokens; wanted it finite, and at least one token"
                            .formatted(lossNats, tokens));
        }
        EventChecks.requireSeconds(seconds);
    }

    /** It is about the whole model, which begins at the head. */
    @Override
    public int stage() {
        return 0;
    }

    @Override
    public String key() {
        return "%s/%d/heldOut/%s".formatted(run, epoch, lease);
    }
}
