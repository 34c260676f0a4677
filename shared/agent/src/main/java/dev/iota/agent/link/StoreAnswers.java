package dev.iota.agent.link;

import dev.iota.agent.failure.StrangeAnswerException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells the answers of an object store from those of a proxy on the way to it. Stores that speak S3's protocol name
 * each request, give an object its tag, and say in XML why they refuse; a page for people, an empty success or a
 * redirection is none of that: also the store's own redirection is no answer, since it says where the bucket is and
 * nothing about the object. The miner that made an object is not to blame for it.
 */
final class StoreAnswers {
    private static final String REQUEST_ID = "x-amz-request-id";
    private static final String REGION = "x-amz-bucket-region";
    private static final Pattern ENDPOINT = Pattern.compile("<Endpoint>([^<]*)</Endpoint>");
    private static final int REDIRECTION = 300;
    private static final int CLIENT_ERROR = 400;
    /** Of a body, in which the refusal of a store begins. */
    private static final int BEGIN = 512;

    private StoreAnswers() {}

    /** @throws StrangeAnswerException if something else than the store answered, or the store sends elsewhere */
    static void require(int status, HttpHeaders headers, byte[] body) throws StrangeAnswerException {
        var isOfStore = isOfStore(status, headers, body);
        // Says where the bucket is by now, and nothing about the object.
        var isRedirection = status >= REDIRECTION && status < CLIENT_ERROR;
        if (isOfStore && !isRedirection) {
            return;
        }
        var type = headers.firstValue("content-type").orElse("no content type");
        var leads = isRedirection
                ? destination(headers, body).map(", a redirection to "::concat)
                : Optional.<String>empty();
        throw new StrangeAnswerException(
                "%s answers HTTP %d (%s)%s"
                        .formatted(
                                isOfStore ? "the store itself" : "something on the way to it",
                                status,
                                StrangeAnswers.shown(type),
                                StrangeAnswers.shown(leads.orElse(""))),
                false);
    }

    /** Where a redirection leads: S3 says it in a header, in its XML, or names the region alone. */
    private static Optional<String> destination(HttpHeaders headers, byte[] body) {
        var endpoint = ENDPOINT.matcher(begin(body));
        return headers.firstValue("location")
                // What comes behind a question mark may be a right.
                .map(location -> location.replaceFirst("\\?.*", ""))
                .or(() -> endpoint.find() ? Optional.of(endpoint.group(1)) : Optional.empty())
                .or(() -> headers.firstValue(REGION).map("the region "::concat));
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
                : begin(body).contains("<Error>");
    }

    private static String begin(byte[] body) {
        return new String(body, 0, Math.min(BEGIN, body.length), StandardCharsets.UTF_8);
    }
}
