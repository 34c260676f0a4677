package dev.iota.core.identity;

import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key pair (RFC 8032). Never prints its secret. */
public final class KeyPair {
    /** Bytes of the secret. */
    public static final int SEED = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicKey;

    private KeyPair(byte[] seed) {
        this.seed = seed;
        this.publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    /** @param seed the 32-byte secret */
    public static KeyPair of(byte[] seed) {
        if (seed.length != SEED) {
            throw new IllegalArgumentException("a secret of %d bytes; wanted %d".formatted(seed.length, SEED));
        }
        return new KeyPair(seed.clone());
    }

    /** @param random a cryptographic source, but in tests */
    public static KeyPair generate(RandomGenerator random) {
        var seed = new byte[SEED];
        random.nextBytes(seed);
        return new KeyPair(seed);
    }

    public Hotkey hotkey() {
        return Hotkey.of(publicKey);
    }

    /** The 32-byte secret, for the key file alone. */
    public byte[] seed() {
        return seed.clone();
    }

    /** A signature of 64 bytes. */
    public byte[] sign(byte[] message) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** Whether {@code signature} is one of {@code message} by {@code hotkey}; false for anything malformed. */
    public static boolean verify(Hotkey hotkey, byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, hotkey.publicKey(), 0, message, 0, message.length);
    }

    @Override
    public String toString() {
        return "KeyPair[" + hotkey() + "]";
    }
}
