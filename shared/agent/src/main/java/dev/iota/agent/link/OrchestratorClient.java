package dev.iota.agent.link;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.failure.ApiRefusal;
import dev.iota.agent.failure.FailureReason;
import dev.iota.agent.failure.TooManyCallsException;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.api.ValidatorRequest;
import dev.iota.core.api.ValidatorResponse;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.AnswerMark;
import dev.iota.core.identity.ClockCheck;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Signed calls to the orchestrator's HTTP API. One attempt each; the caller repeats. Only an answer that carries the
 * orchestrator's mark ({@link AnswerMark}) is one: whatever else comes back is an {@link IOException}.
 */
public final class OrchestratorClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 4 << 20;
    private static final int NONCE_BYTES = 16;
    private static final int OK = 200;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final URI base;
    private final String run;
    private final KeyPair keys;
    private final HttpClient http;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random a cryptographic source, but in tests: nonces come from it */
    public OrchestratorClient(
            URI base, String run, KeyPair keys, HttpClient http, InstantSource clock, RandomGenerator random) {
        this.base = base;
        this.run = run;
        this.keys = keys;
        this.http = http;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @throws ApiRefusal if the orchestrator says no
     * @throws IOException if it cannot be reached, or fails: trying again may help
     */
    public RegisterResponse register(RegisterRequest request) throws ApiRefusal, IOException, InterruptedException {
        return post("/v1/register", request, RegisterResponse.class);
    }

    /**
     * @throws ApiRefusal if the orchestrator says no
     * @throws IOException if it cannot be reached, or fails: trying again may help
     */
    public RenewResponse renew(RenewRequest request) throws ApiRefusal, IOException, InterruptedException {
        return post("/v1/renew", request, RenewResponse.class);
    }

    /**
     * @throws ApiRefusal if the orchestrator says no
     * @throws IOException if it cannot be reached, or fails: trying again may help
     */
    public UploadResponse upload(UploadRequest request) throws ApiRefusal, IOException, InterruptedException {
        return post("/v1/upload", request, UploadResponse.class);
    }

    /**
     * @throws ApiRefusal if the orchestrator says no
     * @throws IOException if it cannot be reached, or fails: trying again may help
     */
    public ValidatorResponse validate(ValidatorRequest request) throws ApiRefusal, IOException, InterruptedException {
        return post("/v1/validate", request, ValidatorResponse.class);
    }

    private <T> T post(String path, Object request, Class<T> type)
            throws ApiRefusal, IOException, InterruptedException {
        var body = Json.write(request);
        var uri = URI.create(base.toString().replaceFirst("/+$", "") + path);
        var target = new SignedRequest.Target(
                run,
                "POST",
                uri.getPath(),
                Optional.ofNullable(uri.getRawQuery()).orElse(""),
                body);
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var sent = clock.instant();
        var signed = SignedRequest.sign(keys, target, sent, HexFormat.of().formatHex(nonce));
        var builder = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        signed.headers().forEach(builder::header);
        var response = exchange(builder.build());
        StrangeAnswers.require(response, new AnswerMark(run, signed.nonce()));
        return answer(response, type, sent);
    }

    /** The whole answer: a body that stops on its way counts as none. */
    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        var reader = HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES);
        var answer = http.sendAsync(request, reader);
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpTimeoutException(
                    "%s gave no whole answer within %d s".formatted(request.uri(), TIMEOUT.toSeconds()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw new IOException("%s: %s".formatted(request.uri(), FailureReason.of(e.getCause())), e);
        }
    }

    private <T> T answer(HttpResponse<byte[]> response, Class<T> type, Instant sent) throws ApiRefusal, IOException {
        var status = response.statusCode();
        var text = new String(response.body(), StandardCharsets.UTF_8);
        if (status == OK) {
            try {
                return Json.read(text, type);
            } catch (MalformedException e) {
                throw new AgentException(
                        "the orchestrator's answer at %s makes no sense to this version of the program: %s"
                                .formatted(response.uri(), e.getMessage()),
                        e);
            }
        }
        if (status < 400 || status >= 500 || status == REQUEST_TIMEOUT) {
            throw new IOException("%s failed with HTTP %d%s".formatted(response.uri(), status, reason(text)));
        }
        var error = error(text, response);
        if (status == TOO_MANY_REQUESTS) {
            throw new TooManyCallsException(
                    error.error(), Duration.ofSeconds(error.retryAfterSeconds().orElse(0L)));
        }
        if (error.time().isPresent()) {
            requireWrongClock(
                    new ClockCheck(
                            sent,
                            clock.instant(),
                            Instant.ofEpochMilli(error.time().get())),
                    response.uri());
        }
        throw new ApiRefusal(status, error);
    }

    /** A request that was refused for its time alone may be right the next time. */
    private static void requireWrongClock(ClockCheck check, URI uri) throws IOException {
        if (!check.isOff()) {
            throw new IOException("%s was under way for %d s, and a request is valid for %d s"
                    .formatted(uri, check.underWay().toSeconds(), SignedRequest.WINDOW.toSeconds()));
        }
    }

    /** What the orchestrator itself says of a failure, such as that there is no run yet. */
    private static String reason(String text) {
        try {
            return ": " + Json.read(text, ErrorResponse.class).error();
        } catch (MalformedException e) {
            return ""; // something on the way answered
        }
    }

    private static ErrorResponse error(String text, HttpResponse<byte[]> response) throws IOException {
        try {
            return Json.read(text, ErrorResponse.class);
        } catch (MalformedException e) {
            throw StrangeAnswers.changed(response);
        }
    }
}
