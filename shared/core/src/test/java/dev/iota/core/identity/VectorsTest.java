package dev.iota.core.identity;

import static dev.iota.core.identity.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("security")
class VectorsTest {
    private final Vectors vectors = Vectors.load();

    @ParameterizedTest
    @EnumSource
    void keys_and_addresses_are_those_of_independent_libraries(Scheme scheme) {
        for (var vector : vectors.of(scheme)) {
            var hotkey = KeyPair.of(scheme, hex(vector.seed())).hotkey();

            assertThat(HexFormat.of().formatHex(hotkey.publicKey())).isEqualTo(vector.publicKey());
            assertThat(hotkey.address()).isEqualTo(vector.address());
        }
    }

    @ParameterizedTest
    @EnumSource
    void signatures_of_independent_libraries_are_accepted_and_of_no_other_message_or_key(Scheme scheme) {
        for (var vector : vectors.of(scheme)) {
            assertThat(scheme.verify(hex(vector.publicKey()), hex(vector.message()), hex(vector.signature())))
                    .isTrue();
            for (var other : vectors.of(scheme)) {
                if (!other.equals(vector)) {
                    assertThat(scheme.verify(hex(vector.publicKey()), hex(other.message()), hex(vector.signature())))
                            .isFalse();
                    assertThat(scheme.verify(hex(other.publicKey()), hex(vector.message()), hex(vector.signature())))
                            .isFalse();
                }
            }
        }
    }

    /**
     * Ed25519 leaves no choice; a signature of sr25519 depends on its nonce, which every library chooses differently.
     */
    @Test
    void ed25519_signatures_are_those_of_independent_libraries() {
        for (var vector : vectors.ed25519()) {
            assertThat(KeyPair.of(hex(vector.seed())).sign(hex(vector.message())))
                    .isEqualTo(hex(vector.signature()));
        }
    }

    @Test
    void phrases_become_the_keys_of_independent_libraries() {
        for (var vector : vectors.mnemonic()) {
            var seed = Mnemonic.seed(vector.phrase());

            assertThat(HexFormat.of().formatHex(seed)).isEqualTo(vector.seed());
            assertThat(KeyPair.of(Scheme.SR25519, seed).hotkey().address()).isEqualTo(vector.sr25519());
            assertThat(KeyPair.of(Scheme.ED25519, seed).hotkey().address()).isEqualTo(vector.ed25519());
        }
    }

    /** The phrase of Substrate's development accounts, whose address is in its documentation. */
    @Test
    void the_development_phrase_has_its_known_address() {
        var seed = Mnemonic.seed("bottom drive obey lake curtain smoke basket hold race lonely fit walk");

        assertThat(KeyPair.of(Scheme.SR25519, seed).hotkey().address())
                .isEqualTo("5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV");
    }
}
