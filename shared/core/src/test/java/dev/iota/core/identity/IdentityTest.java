package dev.iota.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.SignedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class IdentityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private final KeyPair keys = KeyPair.generate(new Random(1));
    private final KeyPair others = KeyPair.generate(new Random(2));
    private final Event event = new Event.ForwardDone("r", 0, 7, 0, "lease", 1, Sha256.hex("x"), 0.5, Magnitudes.NONE);

    /** RFC 8032, section 7.1, test 1. */
    @Test
    void signatures_are_those_of_the_standard() {
        var pair = KeyPair.of(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

        assertThat(pair.hotkey().publicKey())
                .isEqualTo(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        assertThat(pair.sign(new byte[0]))
                .isEqualTo(hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
    }

    /** The development account "Alice" of Substrate. */
    @Test
    void an_address_is_that_of_the_usual_libraries() {
        var key = hex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");

        assertThat(Hotkey.of(key).address()).isEqualTo("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
        assertThat(new Hotkey("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY").publicKey())
                .isEqualTo(key);
    }

    @Test
    void hotkeys_are_ordered_by_the_bytes_of_their_keys() {
        var random = new Random(3);
        for (var i = 0; i < 500; i++) {
            var one = new byte[32];
            var other = new byte[32];
            random.nextBytes(one);
            random.nextBytes(other);
            // Also keys that begin alike, and with zeros or ones.
            Arrays.fill(one, 0, i % 32, (byte) (i % 2 == 0 ? 0 : -1));
            Arrays.fill(other, 0, i % 32, (byte) (i % 3 == 0 ? -1 : 0));

            assertThat(Integer.signum(Hotkey.of(one).compareTo(Hotkey.of(other))))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(one, other)));
        }
    }

    @Test
    void a_wrong_address_is_refused() {
        assertThatThrownBy(() -> new Hotkey("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ"))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Hotkey("")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Hotkey("0O")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Hotkey("1".repeat(200))).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_signed_event_is_read_back() {
        var signed = Json.read(Json.write(SignedEvent.sign(keys, event)), SignedEvent.class);

        assertThat(signed.verified()).isEqualTo(event);
        assertThat(signed.hotkey()).isEqualTo(keys.hotkey());
    }

    @Test
    void an_event_that_was_changed_or_taken_from_another_is_refused() {
        var signed = SignedEvent.sign(keys, event);

        assertThatThrownBy(() -> new SignedEvent(
                                signed.hotkey(), signed.event().replace("lease", "other"), signed.signature())
                        .verified())
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new SignedEvent(others.hotkey(), signed.event(), signed.signature()).verified())
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new SignedEvent(signed.hotkey(), signed.event(), "?").verified())
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_signed_request_is_its_callers_and_nobody_elses() {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var signed =
                SignedRequest.of(SignedRequest.sign(keys, target, NOW, "nonce").headers());

        assertThat(signed.isOf(target)).isTrue();
        assertThat(signed.isOf(new SignedRequest.Target("other", "POST", "/v1/renew", "", "{}")))
                .isFalse();
        assertThat(signed.isOf(new SignedRequest.Target("r", "GET", "/v1/renew", "", "{}")))
                .isFalse();
        assertThat(signed.isOf(new SignedRequest.Target("r", "POST", "/v1/other", "", "{}")))
                .isFalse();
        assertThat(signed.isOf(new SignedRequest.Target("r", "POST", "/v1/renew", "a=b", "{}")))
                .isFalse();
        assertThat(signed.isOf(new SignedRequest.Target("r", "POST", "/v1/renew", "", "[]")))
                .isFalse();
    }

    @Test
    void a_request_is_timely_within_its_window_either_way() {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var signed = SignedRequest.sign(keys, target, NOW, "nonce");
        var more = SignedRequest.WINDOW.plus(Duration.ofMillis(1));

        assertThat(signed.isTimely(NOW.plus(SignedRequest.WINDOW))).isTrue();
        assertThat(signed.isTimely(NOW.minus(SignedRequest.WINDOW))).isTrue();
        assertThat(signed.isTimely(NOW.plus(more))).isFalse();
        assertThat(signed.isTimely(NOW.minus(more))).isFalse();
        assertThat(new SignedRequest(keys.hotkey(), Long.MIN_VALUE, "n", "s").isTimely(NOW))
                .isFalse();
    }

    @Test
    void a_proof_says_whose_request_it_is_or_that_the_clock_is_off() {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var request = SignedRequest.sign(keys, target, NOW, "nonce");
        var late = NOW.plus(SignedRequest.WINDOW).plusMillis(1);

        assertThat(Proof.of(request.headers(), target, NOW)).isEqualTo(new Proof.Genuine(request));
        assertThat(Proof.of(request.headers(), target, late)).isEqualTo(new Proof.Untimely(request));
        assertThat(Proof.of(Map.of(), target, NOW)).isInstanceOf(Proof.Refused.class);
    }

    @Test
    void whoever_did_not_sign_is_not_told_the_time() {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var headers =
                new HashMap<>(SignedRequest.sign(keys, target, NOW, "nonce").headers());
        headers.put("x-iota-hotkey", others.hotkey().address());

        assertThat(Proof.of(headers, target, NOW.plusSeconds(60))).isInstanceOf(Proof.Refused.class);
    }

    @Test
    void a_nonce_has_to_be_remembered_as_long_as_its_request_is_timely() {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var request = SignedRequest.sign(keys, target, NOW, "nonce");

        assertThat(request.isTimely(request.expires())).isTrue();
        assertThat(request.isTimely(request.expires().plusMillis(1))).isFalse();
    }

    @Test
    void no_two_requests_share_a_signature_by_a_line_break() {
        var signed = SignedRequest.sign(keys, new SignedRequest.Target("r", "POST", "/a", "b", "{}"), NOW, "nonce");

        assertThat(signed.isOf(new SignedRequest.Target("r\nPOST", "/a", "b", "", "{}")))
                .isFalse();
        assertThatThrownBy(() ->
                        SignedRequest.sign(keys, new SignedRequest.Target("r", "POST", "/a\nb", "", "{}"), NOW, "n"))
                .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "x-iota-time, ''",
        "x-iota-time, -1",
        "x-iota-time, +1772366400000",
        "x-iota-time, 01772366400000",
        "x-iota-time, 9999999999999999999",
        "x-iota-nonce, ''",
        "x-iota-nonce, a b",
        "x-iota-hotkey, 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ"
    })
    void a_header_of_another_form_is_refused(String name, String value) {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var headers =
                new HashMap<>(SignedRequest.sign(keys, target, NOW, "nonce").headers());
        headers.put(name, value);

        assertThatThrownBy(() -> SignedRequest.of(headers)).isInstanceOf(MalformedException.class);
        assertThat(Proof.of(headers, target, NOW)).isInstanceOf(Proof.Refused.class);
    }

    @Test
    void headers_may_come_in_any_case_and_none_may_be_missing() {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var headers = SignedRequest.sign(keys, target, NOW, "nonce").headers();
        var upper = new HashMap<String, String>();
        headers.forEach((name, value) -> upper.put(name.toUpperCase(java.util.Locale.ROOT), value));

        assertThat(SignedRequest.of(upper).isOf(target)).isTrue();
        for (var name : headers.keySet()) {
            var less = new HashMap<>(headers);
            less.remove(name);
            assertThatThrownBy(() -> SignedRequest.of(less)).hasMessageContaining(name);
        }
        assertThatThrownBy(() -> SignedRequest.of(Map.of())).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_key_pair_does_not_show_its_secret() {
        assertThat(keys.toString()).doesNotContain(HexFormat.of().formatHex(keys.seed()));
        assertThat(KeyPair.of(keys.seed()).hotkey()).isEqualTo(keys.hotkey());
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
