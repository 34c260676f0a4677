package dev.iota.local.trust;

import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Somebody on the network with a key: says over real sockets what a test wants said, honest or not. */
final class Participant {
    private final TrustScene scene;
    private final KeyPair keys = KeyPair.generate(new SecureRandom());
    private Optional<RegisterResponse> session = Optional.empty();

    Participant(TrustScene scene) {
        this.scene = scene;
    }

    Hotkey hotkey() {
        return keys.hotkey();
    }

    RegisterResponse session() {
        return session.orElseThrow();
    }

    void register() throws Exception {
        register("none");
    }

    void register(String device) throws Exception {
        var response = tryRegister(device);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.body());
        }
        session = Optional.of(Json.read(response.body(), RegisterResponse.class));
    }

    HttpResponse<String> tryRegister(String device) throws Exception {
        var body = new RegisterRequest(session.map(RegisterResponse::session), Optional.empty(), "0.1", device);
        return post("/v1/register", Json.write(body));
    }

    HttpResponse<String> renew(int slots) throws Exception {
        return post("/v1/renew", heartbeat(slots));
    }

    String heartbeat(int slots) {
        return Json.write(new RenewRequest(
                session().session(),
                slots,
                1,
                0,
                List.of(),
                List.of(),
                List.of(),
                0,
                0,
                session().credentials().expires()));
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send(path, body, headers(path, "", body, scene.now(), nonce()));
    }

    static String nonce() {
        return UUID.randomUUID().toString();
    }

    /** The headers of a request that this participant signs. */
    Map<String, String> headers(String path, String query, String body, Instant time, String nonce) {
        var target = new SignedRequest.Target(scene.run(), "POST", path, query, body);
        return SignedRequest.sign(keys, target, time, nonce).headers();
    }

    /** Sends a request under these headers, whatever they were made for. */
    HttpResponse<String> send(String pathAndQuery, String body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(scene.api().resolve(pathAndQuery))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return scene.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The next work in its inbox. */
    Work.Forward work() throws InterruptedException {
        try (var sqs = sqs()) {
            var inbox = session().inbox();
            var found = sqs.receiveMessage(
                            b -> b.queueUrl(inbox).maxNumberOfMessages(1).waitTimeSeconds(10))
                    .messages()
                    .getFirst();
            sqs.deleteMessage(b -> b.queueUrl(inbox).receiptHandle(found.receiptHandle()));
            return (Work.Forward) Json.read(found.body(), Work.class);
        }
    }

    /** The event that says that a forward is done, signed by this participant. */
    SignedEvent done(Work.Forward work) {
        return SignedEvent.sign(
                keys,
                new Event.ForwardDone(
                        work.run(),
                        work.epoch(),
                        work.microbatch(),
                        work.stage(),
                        work.lease(),
                        1,
                        Sha256.hex("activation"),
                        1,
                        new Magnitudes(Optional.empty(), Optional.of(new Magnitude(0, 1)))));
    }

    /** Puts something on the event queue, with the credentials that it was given. */
    void tell(SignedEvent event) {
        try (var sqs = sqs()) {
            sqs.sendMessage(b -> b.queueUrl(session().events()).messageBody(Json.write(event)));
        }
    }

    private SqsClient sqs() {
        var given = session().credentials();
        var inbox = URI.create(session().inbox());
        return SqsClient.builder()
                .endpointOverride(URI.create("%s://%s".formatted(inbox.getScheme(), inbox.getRawAuthority())))
                .region(Region.of(session().region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        given.accessKeyId(), given.secretAccessKey(), given.sessionToken())))
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .build();
    }
}
