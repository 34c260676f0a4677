package dev.iota.core.identity;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The words of a BIP-39 phrase, in English, and the secret that Substrate makes of them: unlike BIP-39 itself it
 * stretches the entropy, not the words (substrate-bip39). Without password and without derivation path.
 */
public final class Mnemonic {
    private static final String WORDS = "bip39-english.txt";
    /** Of the list in the BIP-39 repository. */
    private static final String WORDS_SHA256 = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda";

    private static final int WORD_BITS = 11;
    private static final List<Integer> LENGTHS = List.of(12, 15, 18, 21, 24);
    private static final byte[] SALT = "mnemonic".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 2048;

    private Mnemonic() {}

    /**
     * The mini secret of a phrase: the first 32 bytes of PBKDF2-HMAC-SHA512(entropy, "mnemonic", 2048 rounds).
     *
     * @throws MalformedException if it is no such phrase; the message shows no word of it
     */
    public static byte[] seed(String phrase) {
        if (phrase.indexOf('/') >= 0) {
            throw new MalformedException(
                    "the phrase has a derivation path or a password after '/', which is not supported;"
                            + " import the 32-byte seed of the derived key from a wallet file,"
                            + " or a phrase without one");
        }
        var stretched = new PKCS5S2ParametersGenerator(new SHA512Digest());
        stretched.init(entropy(List.of(phrase.strip().split("\\s+"))), SALT, ROUNDS);
        return ((KeyParameter) stretched.generateDerivedMacParameters(Scheme.SEED * Byte.SIZE)).getKey();
    }

    /** The entropy; after it the phrase encodes one bit of its SHA-256 for every 32 bits of it. */
    private static byte[] entropy(List<String> phrase) {
        if (!LENGTHS.contains(phrase.size())) {
            throw new MalformedException("the phrase has %d words; wanted one of %s".formatted(phrase.size(), LENGTHS));
        }
        var words = words();
        var bits = BigInteger.ZERO;
        for (var i = 0; i < phrase.size(); i++) {
            var index = words.indexOf(phrase.get(i));
            if (index < 0) {
                throw new MalformedException(
                        "word %d of the phrase is not in the English list of BIP-39 (in lower case)".formatted(i + 1));
            }
            bits = bits.shiftLeft(WORD_BITS).or(BigInteger.valueOf(index));
        }
        var checkBits = phrase.size() * WORD_BITS / 33;
        var length = checkBits * Integer.BYTES;
        var withSign = bits.shiftRight(checkBits)
                .or(BigInteger.ONE.shiftLeft(length * Byte.SIZE))
                .toByteArray();
        var entropy = Arrays.copyOfRange(withSign, 1, 1 + length);
        var wanted = Byte.toUnsignedInt(Sha256.digest().digest(entropy)[0]) >>> (Byte.SIZE - checkBits);
        if ((bits.intValue() & ((1 << checkBits) - 1)) != wanted) {
            throw new MalformedException("the phrase's checksum is wrong: a word is, or their order");
        }
        return entropy;
    }

    private static List<String> words() {
        try (var in = Mnemonic.class.getResourceAsStream(WORDS)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + WORDS);
            }
            var bytes = in.readAllBytes();
            if (!Sha256.hex(bytes).equals(WORDS_SHA256)) {
                throw new IllegalStateException("the word list %s of the jar is damaged".formatted(WORDS));
            }
            return new String(bytes, StandardCharsets.US_ASCII).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
