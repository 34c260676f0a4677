package dev.iota.miner.agent;

import java.util.Locale;
import java.util.regex.Pattern;

/** How much memory may be used: so many bytes, or a part of what the device has. */
public sealed interface MemoryLimit {
    /** What is left is for the operating system, the JVM and the network's buffers. */
    MemoryLimit DEFAULT = new Fraction(0.8);

    /** @param deviceBytes memory of the device */
    long bytes(long deviceBytes);

    record Bytes(long bytes) implements MemoryLimit {
        @Override
        public long bytes(long deviceBytes) {
            return bytes;
        }
    }

    record Fraction(double part) implements MemoryLimit {
        @Override
        public long bytes(long deviceBytes) {
            return (long) (part * deviceBytes);
        }
    }

    /**
     * Reads {@code 0.5}, {@code 6000000000}, {@code 800M}, {@code 6G}; the letters mean powers of 1024.
     *
     * @throws IllegalArgumentException for anything else
     */
    static MemoryLimit parse(String text) {
        var match = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)([KMGT]?)(?:I?B)?")
                .matcher(text.strip().toUpperCase(Locale.ROOT));
        if (match.matches()) {
            var number = Double.parseDouble(match.group(1));
            var power = match.group(2).isEmpty() ? 0 : "KMGT".indexOf(match.group(2)) + 1;
            if (power == 0 && number > 0 && number <= 1) {
                return new Fraction(number);
            }
            var bytes = number * Math.pow(1024, power);
            if (bytes > 1 && bytes < Long.MAX_VALUE) {
                return new Bytes((long) bytes);
            }
        }
        throw new IllegalArgumentException(
                "'%s' is no amount of memory; wanted bytes (6000000000, 6G) or a part of the machine's (0.5)"
                        .formatted(text));
    }
}
