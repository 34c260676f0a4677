package dev.iota.core.identity;

import cafe.cryptography.curve25519.CompressedRistretto;
import cafe.cryptography.curve25519.Constants;
import cafe.cryptography.curve25519.InvalidEncodingException;
import cafe.cryptography.curve25519.RistrettoElement;
import cafe.cryptography.curve25519.Scalar;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Schnorr signatures over ristretto255 with Merlin transcripts, compatible with schnorrkel 0.11 in the context
 * "substrate", which is what Substrate chains call sr25519. With the secret x, the public key A = x·B and r from a
 * secret nonce: R = r·B, k = H(context, message, A, R), s = k·x + r; the signature is R ‖ s with the highest bit set,
 * which marks it as one of schnorrkel.
 */
final class Sr25519 {
    private static final byte[] CONTEXT = "substrate".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROTOCOL = "Schnorr-sig".getBytes(StandardCharsets.US_ASCII);
    private static final int HALF = 32;
    private static final int MARK = 0x80;

    private Sr25519() {}

    static byte[] publicKey(byte[] seed) {
        return Constants.RISTRETTO_GENERATOR_TABLE
                .multiply(secretScalar(expand(seed)))
                .compress()
                .toByteArray();
    }

    static byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
        var expanded = expand(seed);
        var nonce = Arrays.copyOfRange(expanded, HALF, 2 * HALF);
        var transcript = transcript(publicKey, message);
        var r = Scalar.fromBytesModOrderWide(transcript.witness("signing", nonce, 2 * HALF));
        var commitment =
                Constants.RISTRETTO_GENERATOR_TABLE.multiply(r).compress().toByteArray();
        var s = challenge(transcript, commitment).multiplyAndAdd(secretScalar(expanded), r);
        var signature = Arrays.copyOf(commitment, 2 * HALF);
        System.arraycopy(s.toByteArray(), 0, signature, HALF, HALF);
        signature[2 * HALF - 1] |= (byte) MARK;
        return signature;
    }

    static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if ((signature[2 * HALF - 1] & MARK) == 0) {
            return false;
        }
        var response = Arrays.copyOfRange(signature, HALF, 2 * HALF);
        response[HALF - 1] &= (byte) ~MARK;
        var s = Scalar.fromBits(response);
        if (!s.reduce().equals(s)) {
            return false; // s + L would be a second signature
        }
        var commitment = Arrays.copyOf(signature, HALF);
        try {
            var key = new CompressedRistretto(publicKey).decompress();
            if (key.equals(RistrettoElement.IDENTITY)) {
                return false; // it would sign everything
            }
            var k = challenge(transcript(publicKey, message), commitment);
            var expected = Constants.RISTRETTO_GENERATOR_TABLE.multiply(s).subtract(key.multiply(k));
            return Arrays.equals(expected.compress().toByteArray(), commitment);
        } catch (InvalidEncodingException e) {
            return false;
        }
    }

    private static Transcript transcript(byte[] publicKey, byte[] message) {
        return new Transcript("SigningContext")
                .append("", CONTEXT)
                .append("sign-bytes", message)
                .append("proto-name", PROTOCOL)
                .append("sign:pk", publicKey);
    }

    private static Scalar challenge(Transcript transcript, byte[] commitment) {
        return Scalar.fromBytesModOrderWide(
                transcript.append("sign:R", commitment).challenge("sign:c", 2 * HALF));
    }

    /**
     * What a mini secret key stands for ("ExpandMode::Ed25519"): 32 bytes that become the scalar x, then the secret of
     * the nonces.
     */
    private static byte[] expand(byte[] seed) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(seed);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }

    /** x: clamped as the scalar of Ed25519, then divided by the cofactor 8, which keeps it below the group's order. */
    private static Scalar secretScalar(byte[] expanded) {
        var key = Arrays.copyOf(expanded, HALF);
        key[HALF - 1] &= 0b0011_1111;
        key[HALF - 1] |= 0b0100_0000;
        var carry = 0;
        for (var i = HALF - 1; i >= 0; i--) {
            var value = Byte.toUnsignedInt(key[i]);
            key[i] = (byte) (value >>> 3 | carry << 5);
            carry = value & 0b111;
        }
        return Scalar.fromBits(key);
    }
}
