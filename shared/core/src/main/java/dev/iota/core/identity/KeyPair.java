package dev.iota.core.identity;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A key pair of either {@link Scheme}; Ed25519 where nobody says which. Never prints its secret.
 *
 * <p>A signature travels as text, with its scheme: base64 of its 64 bytes for Ed25519, {@code sr25519:} before it for
 * sr25519.
 */
public final class KeyPair {
    /** Bytes of the secret. */
    public static final int SEED = Scheme.SEED;

    private static final String SR25519_MARK = Scheme.SR25519.text() + ":";

    private final Scheme scheme;
    private final byte[] seed;
    private final byte[] publicKey;

    private KeyPair(Scheme scheme, byte[] seed) {
        this.scheme = scheme;
        this.seed = seed;
        this.publicKey = scheme.publicKey(seed);
    }

    /** @param seed the 32-byte secret of an Ed25519 key */
    public static KeyPair of(byte[] seed) {
        return of(Scheme.ED25519, seed);
    }

    /** @param seed the 32-byte secret; for sr25519 Substrate's mini secret key */
    public static KeyPair of(Scheme scheme, byte[] seed) {
        if (seed.length != SEED) {
            throw new IllegalArgumentException("a secret of %d bytes; wanted %d".formatted(seed.length, SEED));
        }
        return new KeyPair(scheme, seed.clone());
    }

    /**
     * An Ed25519 key pair.
     *
     * @param random a cryptographic source, but in tests
     */
    public static KeyPair generate(RandomGenerator random) {
        return generate(Scheme.ED25519, random);
    }

    /** @param random a cryptographic source, but in tests */
    public static KeyPair generate(Scheme scheme, RandomGenerator random) {
        var seed = new byte[SEED];
        random.nextBytes(seed);
        return new KeyPair(scheme, seed);
    }

    public Scheme scheme() {
        return scheme;
    }

    public Hotkey hotkey() {
        return Hotkey.of(publicKey);
    }

    /** The 32-byte secret, for the key file alone. */
    public byte[] seed() {
        return seed.clone();
    }

    /** A signature of 64 bytes, the same for the same message. */
    public byte[] sign(byte[] message) {
        return scheme.sign(seed, publicKey, message);
    }

    /** A signature as text. */
    public String signature(byte[] message) {
        var base64 = Base64.getEncoder().encodeToString(sign(message));
        return scheme == Scheme.ED25519 ? base64 : SR25519_MARK + base64;
    }

    /**
     * Whether {@code signature} is the text of one of {@code message} by {@code hotkey}; false for anything malformed.
     */
    public static boolean verify(Hotkey hotkey, byte[] message, String signature) {
        var scheme = signature.startsWith(SR25519_MARK) ? Scheme.SR25519 : Scheme.ED25519;
        return decode(signature.substring(scheme == Scheme.SR25519 ? SR25519_MARK.length() : 0))
                .filter(bytes -> scheme.verify(hotkey.publicKey(), message, bytes))
                .isPresent();
    }

    /**
     * The bytes of a signature, if this is the one text that they have: the decoder alone would ignore the last four
     * bits.
     */
    private static Optional<byte[]> decode(String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            return Optional.of(bytes)
                    .filter(b -> b.length == Scheme.SIGNATURE)
                    .filter(b -> Base64.getEncoder().encodeToString(b).equals(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "KeyPair[" + hotkey() + "]";
    }
}
