package dev.iota.agent.link;

import dev.iota.agent.failure.StrangeAnswerException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * Tells the answers of an object store from those of a proxy on the way to it. Stores that speak S3's protocol name
 * each request, give an object its tag, and say in XML why they refuse; a page for people, an empty success or a
 * redirection is none of that. The miner that made an object is not to blame for it.
 */
final class StoreAnswers {
    private static final String REQUEST_ID = "x-amz-request-id";
    private static final int REDIRECTION = 300;
    private static final int CLIENT_ERROR = 400;
    /** Of a body, in which the refusal of a store begins. */
    private static final int BEGIN = 512;

    private StoreAnswers() {}

    /** @throws StrangeAnswerException if something else than the store answered */
    static void require(int status, HttpHeaders headers, byte[] body) throws StrangeAnswerException {
        if (!isOfStore(status, headers, body)) {
            var type = headers.firstValue("content-type").orElse("no content type");
            var leads = headers.firstValue("location")
                    .filter(location -> status >= REDIRECTION && status < CLIENT_ERROR)
                    // What comes behind a question mark may be a right.
                    .map(location -> ", a redirection to " + location.replaceFirst("\\?.*", ""))
                    .orElse("");
            throw new StrangeAnswerException(
                    "something on the way to it answers HTTP %d (%s)%s"
                            .formatted(status, StrangeAnswers.shown(type), StrangeAnswers.shown(leads)),
                    false);
        }
    }

    private static boolean isOfStore(int status, HttpHeaders headers, byte[] body) {
        if (headers.firstValue(REQUEST_ID).isPresent()) {
            return true;
        }
        if (headers.firstValue("content-type")
                .filter(type -> type.startsWith("text/html"))
                .isPresent()) {
            return false;
        }
        return status < REDIRECTION
                ? headers.firstValue("etag").isPresent()
                : new String(body, 0, Math.min(BEGIN, body.length), StandardCharsets.UTF_8).contains("<Error>");
    }
}
