package dev.iota.core.api;

import dev.iota.core.base.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /v1/validate}: take part in the run as a validator, and from then on the heartbeat. Each call may bring
 * audits into the inbox.
 *
 * @param session secret of the session; none with the first call of a process that has no session file
 * @param version of the validator
 * @param device that computes, for people to read
 * @param stage whose weights the validator has in memory: audits of it come first
 * @param held leases of the audits that wait here or are being done; they are extended
 * @param credentialsExpire when those end with which the validator reaches its queues: an answer with newer ones may
 *     have been lost. The past, where it has none
 * @param audited verdicts given since the process began
 * @param seconds that the device was busy with them
 */
public record ValidatorRequest(
        Optional<String> session,
        String version,
        String device,
        Optional<Integer> stage,
        List<String> held,
        Instant credentialsExpire,
        long audited,
        double seconds) {
    private static final int LONGEST = 256;

    /** No validator holds so many at once. */
    private static final int LONGEST_LIST = 100;

    public ValidatorRequest {
        held = List.copyOf(held);
        require("session", session.orElse(""));
        require("version", version);
        require("device", device);
        held.forEach(lease -> require("a lease", lease));
        if (held.size() > LONGEST_LIST) {
            throw new MalformedException("%d leases are held; at most %d".formatted(held.size(), LONGEST_LIST));
        }
        if (audited < 0 || !(seconds >= 0 && Double.isFinite(seconds))) {
            throw new MalformedException("%d audits in %s s; wanted nothing negative, and finite seconds"
                    .formatted(audited, Double.toString(seconds)));
        }
    }

    private static void require(String name, String text) {
        if (text.length() > LONGEST) {
            throw new MalformedException("%s has %d characters; at most %d".formatted(name, text.length(), LONGEST));
        }
    }

    /** The session stays out of logs. */
    @Override
    public String toString() {
        return "ValidatorRequest[version=%s, device=%s, stage=%s, held=%s, audited=%d, seconds=%s]"
                .formatted(version, device, stage, held, audited, seconds);
    }
}
