package dev.iota.core.identity;

import static dev.iota.core.identity.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class SchemeTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @Test
    void a_scheme_is_known_by_its_name_and_no_other_is() {
        for (var scheme : Scheme.values()) {
            assertThat(Json.read(Json.write(scheme), Scheme.class)).isEqualTo(scheme);
        }
        assertThatThrownBy(() -> Json.read("\"ecdsa\"", Scheme.class))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("ecdsa")
                .hasMessageContaining("ed25519, sr25519");
        assertThatThrownBy(() -> Scheme.of("ED25519")).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_signature_is_its_keys_in_its_scheme_only(Scheme scheme) {
        var keys = KeyPair.generate(scheme, new Random(1));
        var signature = keys.signature(MESSAGE);
        var other =
                signature.startsWith("sr25519:") ? signature.substring("sr25519:".length()) : "sr25519:" + signature;

        assertThat(KeyPair.verify(keys.hotkey(), MESSAGE, signature)).isTrue();
        assertThat(KeyPair.verify(keys.hotkey(), MESSAGE, other)).isFalse();
        assertThat(KeyPair.verify(keys.hotkey(), MESSAGE, "ecdsa:" + signature)).isFalse();
        assertThat(keys.signature(MESSAGE)).isEqualTo(signature);
    }

    @Test
    void one_secret_is_two_hotkeys() {
        var seed = KeyPair.generate(new Random(1)).seed();

        assertThat(KeyPair.of(Scheme.SR25519, seed).hotkey())
                .isNotEqualTo(KeyPair.of(Scheme.ED25519, seed).hotkey());
    }

    @ParameterizedTest
    @EnumSource
    void a_signature_has_one_text(Scheme scheme) {
        var keys = KeyPair.generate(scheme, new Random(1));
        var text = keys.signature(MESSAGE);

        for (var other : new String[] {
            "",
            "=",
            "sr25519:",
            text.replace("=", ""),
            text + "=",
            text + " ",
            " " + text,
            text.substring(0, text.length() - 4),
            // 64 bytes leave four bits of the last letter unused.
            text.replaceFirst("(.)==$", (char) (text.charAt(text.length() - 3) + 1) + "==")
        }) {
            assertThat(KeyPair.verify(keys.hotkey(), MESSAGE, other)).as(other).isFalse();
        }
    }

    /** One signature of such a key would be one of every message. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
            })
    void an_ed25519_key_of_small_order_signs_nothing(String key) {
        var identity = hex("01" + "00".repeat(31));
        for (var commitment : new byte[][] {identity, hex(key)}) {
            var signature = java.util.Arrays.copyOf(commitment, Scheme.SIGNATURE);
            for (byte first = 0; first < 32; first++) {
                assertThat(Scheme.ED25519.verify(hex(key), new byte[] {first}, signature))
                        .isFalse();
            }
        }
    }

    @Test
    void the_sr25519_key_of_the_identity_signs_nothing() {
        var signature = new byte[Scheme.SIGNATURE];
        signature[Scheme.SIGNATURE - 1] = (byte) 0x80;

        assertThat(Scheme.SR25519.verify(new byte[Scheme.SEED], MESSAGE, signature))
                .isFalse();
    }

    /** RFC 9496, appendix A.2: non-canonical, negative, no square, negative x·y, s = −1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
                "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void a_malformed_sr25519_key_signs_nothing(String key) {
        var signature = KeyPair.generate(Scheme.SR25519, new Random(1)).sign(MESSAGE);

        assertThat(Scheme.SR25519.verify(hex(key), MESSAGE, signature)).isFalse();
    }
}
