package dev.iota.local.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import dev.iota.local.runner.command.MinersCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.sqs.model.SqsException;

@Tag("security")
@TestInstance(Lifecycle.PER_CLASS)
class TrustBoundaryTest {
    private static final String RENEW = "/v1/renew";
    private static final String UNSIGNED = "the request is not signed as it must be";

    private TrustScene scene;
    private Attempts attempts;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        scene = new TrustScene(folder);
        attempts = new Attempts(scene);
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    /** Another minute: nothing is counted yet. */
    @BeforeEach
    void begin() {
        scene.pass(Duration.ofMinutes(2));
    }

    /** The stages are empty again, and nobody has work. */
    @AfterEach
    void clear() {
        scene.minerAdmin().miners().forEach(miner -> scene.minerAdmin()
                .evict(miner.hotkey(), Duration.ofDays(1), "the test is over"));
    }

    @Test
    void a_replayed_request_is_refused_like_any_other_that_is_not_signed() throws Exception {
        var miner = scene.miner();
        var body = miner.heartbeat(1);
        // It made one a moment ago.
        var signedAt = scene.now().plusSeconds(1);
        var headers = miner.headers(RENEW, "", body, signedAt, Participant.nonce());
        assertThat(miner.send(RENEW, body, headers).statusCode()).isEqualTo(200);

        attempts.refused(401, "REPEATED", () -> miner.send(RENEW, body, headers), UNSIGNED);
    }

    @Test
    void a_clock_that_is_eleven_seconds_off_is_told_the_time() throws Exception {
        var miner = scene.miner();
        var body = miner.heartbeat(1);

        for (var off : new long[] {-11_500, 11_500}) {
            var time = scene.now().plusMillis(off);
            var response = attempts.refused(
                    401,
                    "UNTIMELY",
                    () -> miner.send(RENEW, body, miner.headers(RENEW, "", body, time, Participant.nonce())),
                    "your clock is off; the time here is ");
            assertThat(Attempts.error(response).time().orElseThrow())
                    .isCloseTo(scene.now().toEpochMilli(), org.assertj.core.data.Offset.offset(5000L));
        }
    }

    @Test
    void an_altered_query_is_refused() throws Exception {
        var miner = scene.miner();
        var body = miner.heartbeat(1);
        var headers = miner.headers(RENEW, "stage=1", body, scene.now(), Participant.nonce());

        attempts.refused(401, "UNSIGNED", () -> miner.send(RENEW + "?stage=2", body, headers), UNSIGNED);
        attempts.refused(401, "UNSIGNED", () -> miner.send(RENEW, body, headers), UNSIGNED);
    }

    @Test
    void an_altered_body_is_refused() throws Exception {
        var miner = scene.miner();
        var body = miner.heartbeat(1);
        var headers = miner.headers(RENEW, "", body, scene.now(), Participant.nonce());

        attempts.refused(401, "UNSIGNED", () -> miner.send(RENEW, miner.heartbeat(8), headers), UNSIGNED);
    }

    @Test
    void a_request_in_anothers_name_is_refused() throws Exception {
        var victim = scene.miner();
        var body = victim.heartbeat(0);
        var headers = new HashMap<>(scene.stranger().headers(RENEW, "", body, scene.now(), Participant.nonce()));
        headers.put("x-iota-hotkey", victim.hotkey().address());

        attempts.refused(401, "UNSIGNED", () -> victim.send(RENEW, body, headers), UNSIGNED);
    }

    @Test
    void a_body_that_is_too_long_is_refused() throws Exception {
        var miner = scene.miner();

        attempts.refused(413, "TOO_LARGE", () -> miner.post(RENEW, "x".repeat(70_000)), "70000 characters");
    }

    @Test
    void a_flood_of_registrations_is_told_when_to_come_back_and_leaves_nothing() throws Exception {
        for (var i = 0; i < TrustScene.CALLS; i++) {
            scene.stranger().register();
        }
        for (var i = 0; i < 3; i++) {
            var response = attempts.refused(
                    429,
                    "TOO_MANY",
                    () -> scene.stranger().tryRegister("none"),
                    "more than 12 calls a minute from 127.0.0.1");
            var wait =
                    Long.parseLong(response.headers().firstValue("retry-after").orElseThrow());
            assertThat(wait).isBetween(1L, 60L);
            assertThat(Attempts.error(response).retryAfterSeconds()).contains(wait);
        }
    }

    @Test
    void a_forged_event_in_anothers_name_changes_nothing() throws Exception {
        var head = scene.miner();
        var thief = scene.miner();
        var work = head.work();
        var signed = thief.done(work);

        attempts.eventRefused(
                "eventsQuarantined",
                "FORGED",
                thief,
                new SignedEvent(head.hotkey(), signed.event(), signed.signature()));
        assertThat(scene.record(head).conduct().faults()).isZero();
    }

    @Test
    void an_event_for_work_that_another_miner_leased_changes_nothing() throws Exception {
        var head = scene.miner();
        var thief = scene.miner();

        attempts.eventRefused("eventsDropped", "WITHOUT_EFFECT", thief, thief.done(head.work()));
    }

    @Test
    void an_event_for_work_that_nobody_leased_changes_nothing() throws Exception {
        var head = scene.miner();
        var work = head.work();
        var made = new Work.Forward(
                work.run(),
                work.epoch(),
                work.microbatch(),
                work.stage(),
                "0123456789abcdef",
                work.until(),
                Instant.EPOCH,
                work.tokens(),
                work.input(),
                work.output(),
                work.probe());

        attempts.eventRefused("eventsDropped", "WITHOUT_EFFECT", head, head.done(made));
    }

    @Test
    void an_event_ten_minutes_late_and_twice_counts_once() throws Exception {
        var head = scene.miner();
        var work = head.work();
        var event = head.done(work);
        var before = scene.counted("eventsDropped", "WITHOUT_EFFECT");
        scene.pass(Duration.ofMinutes(10));

        head.tell(event);
        head.tell(event);

        assertThat(TrustScene.eventually(() -> scene.record(head).progress().forwards() == 1
                        && scene.counted("eventsDropped", "WITHOUT_EFFECT") == before + 1))
                .isTrue();
        var receipt = scene.receipts()
                .microbatches()
                .filter(m -> m.id() == work.microbatch())
                .findFirst()
                .orElseThrow();
        assertThat(receipt.stage()).isEqualTo(1);
        assertThat(receipt.hops()).hasSize(1);
    }

    @Test
    void an_evicted_miner_has_no_inbox_no_renewal_and_no_voice() throws Exception {
        var head = scene.miner();
        var work = head.work();
        assertThat(scene.minerAdmin().evict(head.hotkey(), Duration.ofMinutes(10), "a test"))
                .isTrue();

        attempts.refused(403, "EVICTED", () -> head.renew(1), "evicted for 600 s more: by the operator: a test");
        attempts.refused(403, "EVICTED", () -> head.tryRegister("none"), "evicted for ");
        assertThatThrownBy(head::work).isInstanceOf(SqsException.class);
        attempts.eventRefused("eventsDropped", "EVICTED", head, head.done(work));
    }

    @Test
    void the_operators_command_lists_evicts_and_reinstates_miners_and_sets_the_policy() throws Exception {
        var miner = scene.miner();
        var address = miner.hotkey().address();

        assertThat(miners("--evict", address, "--minutes", "5", "--reason", "a test"))
                .contains(address)
                .contains("evicted until")
                .contains("by the operator: a test");
        assertThat(miner.renew(1).statusCode()).isEqualTo(403);
        assertThat(miners("--reinstate", address)).contains("reinstated by the operator");
        miner.register();
        try {
            assertThat(miners(
                            "--policy",
                            "{\"allowed\":null,\"denied\":[\"%s\"],\"minimumVersion\":null}".formatted(address)))
                    .startsWith("policy {\"allowed\":null,\"denied\":[\"" + address);
            attempts.refused(403, "NOT_ADMITTED", () -> miner.tryRegister("none"), "denies");
        } finally {
            scene.minerAdmin().admit(AdmissionPolicy.OPEN);
        }
    }

    /** What {@code ./iota miners} prints. */
    private String miners(String... options) {
        var out = new StringWriter();
        var status = new CommandLine(new MinersCommand())
                .setOut(new PrintWriter(out))
                .execute(Stream.concat(Stream.of("--deployed", scene.run()), Arrays.stream(options))
                        .toArray(String[]::new));
        assertThat(status).isZero();
        return out.toString();
    }

    @Test
    void nobody_calls_an_address_that_a_miner_names() throws Exception {
        try (var trap = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            var address = "http://127.0.0.1:%d/latest/meta-data".formatted(trap.getLocalPort());
            var miner = scene.stranger();
            miner.register(address);
            miner.renew(1);
            miner.tell(miner.done(miner.work()));
            assertThat(TrustScene.eventually(
                            () -> scene.record(miner).progress().forwards() == 1))
                    .isTrue();

            trap.setSoTimeout(200);
            assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(types(RegisterRequest.class, RenewRequest.class, UploadRequest.class))
                .doesNotContain(URI.class, URL.class);
    }

    private static Stream<Class<?>> types(Class<?>... records) {
        return Arrays.stream(records)
                .flatMap(record -> Arrays.stream(record.getRecordComponents()))
                .map(RecordComponent::getType);
    }
}
