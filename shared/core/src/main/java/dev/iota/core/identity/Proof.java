package dev.iota.core.identity;

import dev.iota.core.base.MalformedException;
import java.time.Instant;
import java.util.Map;

/**
 * What a request proves about who sent it. The caller may learn which of the three it is, and the server's time, but
 * never a reason.
 */
public sealed interface Proof {

    /** Signed by its hotkey, here and now; it counts if its nonce was not seen before {@link SignedRequest#expires}. */
    record Genuine(SignedRequest request) implements Proof {}

    /** Signed by its hotkey, whose clock is off: that one is told the server's time. */
    record Untimely(SignedRequest request) implements Proof {}

    /**
     * Anything else.
     *
     * @param reason for the log
     */
    record Refused(String reason) implements Proof {}

    /**
     * @param headers of the request, in any case
     * @param target what was requested, as the server sees it
     * @param now the server's time
     */
    static Proof of(Map<String, String> headers, SignedRequest.Target target, Instant now) {
        SignedRequest request;
        try {
            request = SignedRequest.of(headers);
        } catch (MalformedException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
        if (!request.isOf(target)) {
            return new Refused("the signature is not one of %s over this request".formatted(request.hotkey()));
        }
        return request.isTimely(now) ? new Genuine(request) : new Untimely(request);
    }
}
