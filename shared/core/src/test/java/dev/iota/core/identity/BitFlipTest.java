package dev.iota.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.SignedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No bit of anything that a signature covers or consists of may be another. */
@Tag("security")
class BitFlipTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void none_in_a_signature_a_key_or_a_message(Scheme scheme) {
        var keys = KeyPair.generate(scheme, new Random(1));
        var key = keys.hotkey().publicKey();
        var signature = keys.sign(MESSAGE);

        assertThat(scheme.verify(key, MESSAGE, signature)).isTrue();
        for (var bit = 0; bit < signature.length * Byte.SIZE; bit++) {
            assertThat(scheme.verify(key, MESSAGE, flipped(signature, bit)))
                    .as("bit %d of the signature", bit)
                    .isFalse();
        }
        for (var bit = 0; bit < key.length * Byte.SIZE; bit++) {
            assertThat(scheme.verify(flipped(key, bit), MESSAGE, signature))
                    .as("bit %d of the key", bit)
                    .isFalse();
        }
        for (var bit = 0; bit < MESSAGE.length * Byte.SIZE; bit++) {
            assertThat(scheme.verify(key, flipped(MESSAGE, bit), signature))
                    .as("bit %d of the message", bit)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void none_in_a_signed_event(Scheme scheme) {
        var keys = KeyPair.generate(scheme, new Random(1));
        var signed = SignedEvent.sign(
                keys, new Event.ForwardDone("r", 0, 7, 0, "lease", 1, Sha256.hex("x"), 0.5, Magnitudes.NONE));

        assertThat(signed.verified().epoch()).isZero();
        for (var bit = 0; bit < signed.event().length() * Character.SIZE; bit++) {
            var event = flipped(signed.event(), bit);
            assertRefused(() -> new SignedEvent(signed.hotkey(), event, signed.signature()), "event", bit);
        }
        for (var bit = 0; bit < signed.signature().length() * Character.SIZE; bit++) {
            var signature = flipped(signed.signature(), bit);
            assertRefused(() -> new SignedEvent(signed.hotkey(), signed.event(), signature), "signature", bit);
        }
        for (var bit = 0; bit < signed.hotkey().address().length() * Character.SIZE; bit++) {
            var address = flipped(signed.hotkey().address(), bit);
            assertRefused(
                    () -> new SignedEvent(new Hotkey(address), signed.event(), signed.signature()), "address", bit);
        }
    }

    @ParameterizedTest
    @EnumSource
    void none_in_a_signed_request(Scheme scheme) {
        var keys = KeyPair.generate(scheme, new Random(1));
        var target = new SignedRequest.Target("run", "POST", "/v1/x", "a=b", "{}");
        var headers = SignedRequest.sign(keys, target, NOW, "nonce-1").headers();

        assertThat(Proof.of(headers, target, NOW)).isInstanceOf(Proof.Genuine.class);
        for (var header : headers.entrySet()) {
            for (var bit = 0; bit < header.getValue().length() * Character.SIZE; bit++) {
                var other = new HashMap<>(headers);
                other.put(header.getKey(), flipped(header.getValue(), bit));
                assertThat(Proof.of(other, target, NOW))
                        .as("bit %d of %s", bit, header.getKey())
                        .isInstanceOf(Proof.Refused.class);
            }
        }
        var fields = new String[] {target.run(), target.method(), target.path(), target.query(), target.body()};
        for (var field = 0; field < fields.length; field++) {
            for (var bit = 0; bit < fields[field].length() * Character.SIZE; bit++) {
                var other = fields.clone();
                other[field] = flipped(fields[field], bit);
                var wrong = new SignedRequest.Target(other[0], other[1], other[2], other[3], other[4]);
                assertThat(Proof.of(headers, wrong, NOW))
                        .as("bit %d of field %d", bit, field)
                        .isInstanceOf(Proof.Refused.class);
            }
        }
    }

    /** Java's usual encoding would put the same byte for both. */
    @Test
    void half_a_surrogate_pair_does_not_pass_for_a_question_mark() {
        var signed = SignedEvent.sign(
                KeyPair.generate(new Random(1)), new Event.UploadStored("r", 0, 1, "lease?", Sha256.hex("x")));
        var other = new SignedEvent(signed.hotkey(), signed.event().replace('?', '\ud800'), signed.signature());

        assertThatThrownBy(other::verified).isInstanceOf(MalformedException.class);
    }

    private static void assertRefused(java.util.function.Supplier<SignedEvent> signed, String what, int bit) {
        assertThatThrownBy(() -> signed.get().verified())
                .as("bit %d of the %s", bit, what)
                .isInstanceOf(MalformedException.class);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var other = bytes.clone();
        other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return other;
    }

    private static String flipped(String text, int bit) {
        var other = text.toCharArray();
        other[bit / Character.SIZE] ^= (char) (1 << bit % Character.SIZE);
        return new String(other);
    }
}
