package dev.iota.local.cloud.access;

import com.sun.net.httpserver.Headers;
import dev.iota.core.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header in which AWS's signature, version 4, stands.
 *
 * @param accessKeyId whose it is
 * @param date of the signature, eight digits
 * @param region that the request is for
 * @param service that the request is for
 * @param signedHeaders names of the headers that it covers, in lower case
 * @param signature in hexadecimal
 */
public record Authorization(
        String accessKeyId, String date, String region, String service, List<String> signedHeaders, String signature) {
    /** The header's name. */
    public static final String HEADER = "Authorization";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern SHAPE = Pattern.compile(ALGORITHM
            + " +Credential=(\\w{1,128})/(\\d{8})/([a-z0-9-]{1,40})/([a-z0-9-]{1,40})/aws4_request,"
            + " *SignedHeaders=([a-z0-9;-]{1,2000}), *Signature=([0-9a-f]{64})");

    private static final Pattern SPACES = Pattern.compile(" +");

    public Authorization {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** @throws DeniedException if there is no signature, or it cannot be read */
    public static Authorization parse(@Nullable String header) throws DeniedException {
        if (header == null) {
            throw new DeniedException("MissingAuthenticationToken", "the request is not signed");
        }
        var match = SHAPE.matcher(header);
        if (!match.matches()) {
            throw new DeniedException("IncompleteSignature", "the Authorization header is not %s".formatted(ALGORITHM));
        }
        return new Authorization(
                match.group(1),
                match.group(2),
                match.group(3),
                match.group(4),
                List.of(match.group(5).split(";", -1)),
                match.group(6));
    }

    /** @throws DeniedException if a header that may change what a request means is not covered */
    public static void requireCovered(Iterable<String> headers, List<String> signed) throws DeniedException {
        if (!signed.contains("host")) {
            throw unsigned("host");
        }
        for (var header : headers) {
            var name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !signed.contains(name)) {
                throw unsigned(name);
            }
        }
    }

    private static DeniedException unsigned(String header) {
        return new DeniedException(
                "AccessDenied", "There were headers present in the request which were not signed: " + header);
    }

    /** The signature that a request for the path {@code /} has if it is genuine. */
    String expected(String secret, String method, Headers headers, String time, byte[] body) {
        var canonical = new StringBuilder(method).append("\n/\n\n");
        for (var name : signedHeaders) {
            canonical.append(name).append(':').append(value(headers, name)).append('\n');
        }
        canonical
                .append('\n')
                .append(String.join(";", signedHeaders))
                .append('\n')
                .append(Sha256.hex(body));
        var text = "%s\n%s\n%s/%s/%s/aws4_request\n%s"
                .formatted(ALGORITHM, time, date, region, service, Sha256.hex(canonical.toString()));
        var key = Hmac.of(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), date);
        for (var part : List.of(region, service, "aws4_request")) {
            key = Hmac.of(key, part);
        }
        return HexFormat.of().formatHex(Hmac.of(key, text));
    }

    private static String value(Headers headers, String name) {
        var values = headers.getOrDefault(name, List.of()).stream()
                .map(value -> SPACES.matcher(value.trim()).replaceAll(" "))
                .toList();
        return String.join(",", values);
    }
}
