package dev.iota.core.api;

import dev.iota.core.base.MalformedException;
import java.util.Optional;

/**
 * {@code POST /v1/register}: take part in the run, or take over from an earlier process of the same miner.
 *
 * <p>It holds no address: nobody is ever called back.
 *
 * @param session the secret of the session on record, from the miner's session file
 * @param snapshot what the miner's disk holds of this run
 * @param version of the miner
 * @param device that computes, for people to read
 */
public record RegisterRequest(
        Optional<String> session, Optional<SnapshotPoint> snapshot, String version, String device) {
    private static final int LONGEST = 256;

    public RegisterRequest {
        require("session", session.orElse(""));
        require("version", version);
        require("device", device);
    }

    private static void require(String name, String text) {
        if (text.length() > LONGEST) {
            throw new MalformedException("%s has %d characters; at most %d".formatted(name, text.length(), LONGEST));
        }
    }

    /** The session stays out of logs. */
    @Override
    public String toString() {
        return "RegisterRequest[snapshot=%s, version=%s, device=%s]".formatted(snapshot, version, device);
    }
}
