package dev.iota.core.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, shown as 64 lower-case hexadecimal digits. */
public final class Sha256 {
    /** Bytes of a hash. */
    public static final int BYTES = 32;

    private static final int BUFFER = 1 << 20;

    private Sha256() {}

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of everything that a stream gives, to its end; a megabyte of it is in memory at a time. */
    public static String hex(InputStream in) throws IOException {
        var digest = digest();
        var buffer = new byte[BUFFER];
        for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A fresh digest, for data that streams. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** True if the text is a hash as this project writes it: 64 lower-case hexadecimal digits. */
    public static boolean isHex(String text) {
        if (text.length() != 2 * BYTES) {
            return false;
        }
        for (var i = 0; i < text.length(); i++) {
            var digit = text.charAt(i);
            if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /** @throws MalformedException if the text is not 64 lower-case hexadecimal digits */
    public static String require(String text, String field) {
        if (!isHex(text)) {
            throw new MalformedException("%s is no SHA-256 in hexadecimal".formatted(field));
        }
        return text;
    }
}
