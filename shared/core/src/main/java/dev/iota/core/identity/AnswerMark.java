package dev.iota.core.identity;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tells an answer of an orchestrator from one of a proxy, a gateway or a cache on the way to it: a header that
 * names the run and repeats the nonce of the request. It is no proof against somebody who wants to deceive; TLS is.
 *
 * @param nonce of the request that is answered; {@link #NO_NONCE} if it had none
 */
public record AnswerMark(String run, String nonce) {
    /** The response header that carries it. */
    public static final String HEADER = "x-iota-answer";

    private static final String NO_NONCE = "-";
    private static final Pattern SHAPE = Pattern.compile("(\\S{1,64}) (\\S{1,64})");

    /** The mark of an answer to a request with these headers. */
    public static AnswerMark to(Map<String, String> requestHeaders, String run) {
        return new AnswerMark(run, SignedRequest.nonce(requestHeaders).orElse(NO_NONCE));
    }

    /** The mark in a header's value, if that is one. */
    public static Optional<AnswerMark> of(String value) {
        var matcher = SHAPE.matcher(value);
        return matcher.matches() ? Optional.of(new AnswerMark(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** The value of the header. */
    public String text() {
        return run + " " + nonce;
    }
}
