package dev.iota.core.identity;

import dev.iota.core.base.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * Addresses of 32-byte keys: base58 of network prefix, key and the first two bytes of BLAKE2b-512("SS58PRE" ‖ prefix ‖
 * key), as Substrate chains write them; the prefix is 42, the generic one.
 */
final class Ss58 {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final byte[] DOMAIN = "SS58PRE".getBytes(StandardCharsets.US_ASCII);
    private static final byte PREFIX = 42;
    private static final int KEY = 32;
    private static final int CHECKSUM = 2;
    private static final int LONGEST = 50;

    private Ss58() {}

    static String encode(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("a key of %d bytes; wanted %d".formatted(key.length, KEY));
        }
        var bytes = new byte[1 + KEY + CHECKSUM];
        bytes[0] = PREFIX;
        System.arraycopy(key, 0, bytes, 1, KEY);
        System.arraycopy(checksum(bytes), 0, bytes, 1 + KEY, CHECKSUM);
        // The first byte is never zero, so base58 needs no leading ones.
        var text = new StringBuilder();
        for (var rest = new BigInteger(1, bytes); rest.signum() > 0; rest = rest.divide(BASE)) {
            text.append(ALPHABET.charAt(rest.mod(BASE).intValue()));
        }
        return text.reverse().toString();
    }

    static byte[] decode(String address) {
        if (address.isEmpty() || address.length() > LONGEST) {
            throw new MalformedException(
                    "an address of %d characters; an SS58 address has 47 to 48".formatted(address.length()));
        }
        var value = BigInteger.ZERO;
        for (var i = 0; i < address.length(); i++) {
            var digit = ALPHABET.indexOf(address.charAt(i));
            if (digit < 0) {
                throw new MalformedException(
                        "'%s' is no SS58 address: character %d is not base58".formatted(address, i));
            }
            value = value.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        var bytes = value.toByteArray();
        if (bytes.length != 1 + KEY + CHECKSUM || bytes[0] != PREFIX) {
            throw new MalformedException(
                    "'%s' is no SS58 address of a 32-byte key with prefix %d".formatted(address, PREFIX));
        }
        if (!Arrays.equals(checksum(bytes), Arrays.copyOfRange(bytes, 1 + KEY, bytes.length))) {
            throw new MalformedException("'%s' is no SS58 address: its checksum is wrong".formatted(address));
        }
        var key = Arrays.copyOfRange(bytes, 1, 1 + KEY);
        if (!encode(key).equals(address)) {
            throw new MalformedException("'%s' is no canonical SS58 address".formatted(address));
        }
        return key;
    }

    private static byte[] checksum(byte[] prefixAndKey) {
        var digest = new Blake2bDigest(512);
        digest.update(DOMAIN, 0, DOMAIN.length);
        digest.update(prefixAndKey, 0, 1 + KEY);
        var out = new byte[64];
        digest.doFinal(out, 0);
        return Arrays.copyOf(out, CHECKSUM);
    }
}
