package dev.iota.local.cloud.access;

import com.sun.net.httpserver.HttpExchange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Finds out who sent a request, or that it cannot be known. */
public final class Gate {
    /** The header, and for URLs the parameter, of the session's token. */
    public static final String TOKEN = "X-Amz-Security-Token";

    private static final String TIME = "X-Amz-Date";
    private static final DateTimeFormatter TIME_FORMAT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** How far the clock of the sender may be off, either way, as in AWS. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** The longest that a URL may live, as in AWS. */
    private static final long LONGEST_SECONDS = Duration.ofDays(7).toSeconds();

    private final String region;
    private final String ownerKey;
    private final Principal owner;
    private final Sessions sessions;
    private final Clock clock;

    public Gate(String region, String ownerKey, String ownerSecret, Sessions sessions, Clock clock) {
        this.region = region;
        this.ownerKey = ownerKey;
        this.owner = new Principal("the owner", ownerSecret, null);
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Who signed a request to a service at whose root everything is asked for.
     *
     * @param body that the request came with
     * @throws DeniedException if the signature is not genuine, or not of now
     */
    public Principal caller(String service, HttpExchange exchange, byte[] body) throws DeniedException {
        var headers = exchange.getRequestHeaders();
        var authorization = Authorization.parse(headers.getFirst(Authorization.HEADER));
        var principal = named(authorization.accessKeyId(), headers.getFirst(TOKEN));
        var time = headers.getFirst(TIME);
        var signedAt = parse(time);
        if (Duration.between(signedAt, clock.instant()).abs().compareTo(SKEW) > 0) {
            throw new DeniedException(
                    "RequestExpired", "signed at %s; the time is %s".formatted(signedAt, clock.instant()));
        }
        Authorization.requireCovered(headers.keySet(), authorization.signedHeaders());
        var uri = exchange.getRequestURI();
        if (!authorization.region().equals(region)
                || !authorization.service().equals(service)
                || !String.valueOf(time).startsWith(authorization.date())
                || !uri.getRawPath().equals("/")
                || uri.getRawQuery() != null
                || !Sessions.areEqual(
                        authorization.signature(),
                        authorization.expected(
                                principal.secretAccessKey(),
                                exchange.getRequestMethod(),
                                headers,
                                String.valueOf(time),
                                body))) {
            throw new DeniedException(
                    "SignatureDoesNotMatch", "the signature is not one of %s over this request".formatted(service));
        }
        return principal;
    }

    /**
     * Whom an access key belongs to, if whoever names it proves by a signature that it is its own.
     *
     * @param token that came with it, or null
     * @throws DeniedException if it belongs to nobody, or its time is over
     */
    public Principal named(String accessKeyId, @Nullable String token) throws DeniedException {
        if (accessKeyId.equals(ownerKey)) {
            return owner;
        }
        return sessions.open(accessKeyId, token == null ? "" : token);
    }

    /** What is signed with under an access key that {@link #named} knows. */
    public String secret(String accessKeyId) {
        return accessKeyId.equals(ownerKey) ? owner.secretAccessKey() : sessions.secret(accessKeyId);
    }

    /** @throws DeniedException if a URL that was signed at a time for so many seconds is not valid now */
    public void requireAlive(@Nullable String time, @Nullable String seconds) throws DeniedException {
        if (seconds == null || !seconds.matches("\\d{1,6}") || Long.parseLong(seconds) > LONGEST_SECONDS) {
            throw new DeniedException("AuthorizationQueryParametersError", "X-Amz-Expires is " + seconds);
        }
        var signedAt = parse(time);
        var end = signedAt.plusSeconds(Long.parseLong(seconds));
        if (clock.instant().isAfter(end) || clock.instant().isBefore(signedAt.minus(SKEW))) {
            throw new DeniedException(
                    "AccessDenied",
                    "Request has expired: it was valid from %s to %s, and the time is %s"
                            .formatted(signedAt, end, clock.instant()));
        }
    }

    private static Instant parse(@Nullable String time) throws DeniedException {
        try {
            return TIME_FORMAT.parse(String.valueOf(time), Instant::from);
        } catch (DateTimeParseException e) {
            throw new DeniedException("IncompleteSignature", "X-Amz-Date is " + time);
        }
    }
}
