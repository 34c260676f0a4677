package dev.iota.core.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.iota.core.base.MalformedException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * How a key signs. In both schemes secret and public key have 32 bytes and a signature 64, and an address does not tell
 * which it is. To sign under an address takes the discrete logarithm of its key, read as the scheme reads it: whoever
 * may choose the scheme gains nothing.
 */
public enum Scheme {
    /** RFC 8032, pure. Deterministic. */
    ED25519("ed25519") {
        @Override
        byte[] publicKey(byte[] seed) {
            var key = new byte[Ed25519.PUBLIC_KEY_SIZE];
            Ed25519.generatePublicKey(seed, 0, key, 0);
            return key;
        }

        @Override
        byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
            var signature = new byte[SIGNATURE];
            Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
            return signature;
        }

        @Override
        boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
            return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
        }
    },
    /** Schnorr signatures over ristretto255 as Substrate chains use them: see {@link Sr25519}. */
    SR25519("sr25519") {
        @Override
        byte[] publicKey(byte[] seed) {
            return Sr25519.publicKey(seed);
        }

        @Override
        byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
            return Sr25519.sign(seed, publicKey, message);
        }

        @Override
        boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
            return Sr25519.verify(publicKey, message, signature);
        }
    };

    /** Bytes of a secret. */
    static final int SEED = 32;
    /** Bytes of a signature. */
    static final int SIGNATURE = 64;

    private final String text;

    Scheme(String text) {
        this.text = text;
    }

    /** Its name, as it stands in files and before signatures. */
    @JsonValue
    public String text() {
        return text;
    }

    /** @throws MalformedException if there is no scheme of this name */
    @JsonCreator
    public static Scheme of(String text) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new MalformedException("there is no signature scheme '%s'; choose one of %s"
                        .formatted(
                                text, Arrays.stream(values()).map(Scheme::text).collect(Collectors.joining(", ")))));
    }

    abstract byte[] publicKey(byte[] seed);

    abstract byte[] sign(byte[] seed, byte[] publicKey, byte[] message);

    /** Whether the 64 bytes are a signature of this key; false for a key that is malformed or weak. */
    abstract boolean verify(byte[] publicKey, byte[] message, byte[] signature);
}
