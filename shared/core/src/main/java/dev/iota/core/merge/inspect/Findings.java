package dev.iota.core.merge.inspect;

import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The findings about one shard of all uploads as a short text: nine bytes each, one after the other in the order of the
 * plan, in base64. The first byte is 0, or the number of the fault; the others are the sum of squares, big-endian.
 */
public final class Findings {
    /** Uploads that are merged of one stage, at most. The findings about as many take 6 of the 48 KiB of an event. */
    public static final int MOST = 512;

    /** Numbered from 1. */
    private static final List<Fault> FAULTS =
            List.of(Fault.HASH, Fault.MALFORMED, Fault.NOT_FINITE, Fault.NEGATIVE_MOMENT);

    private static final int BYTES = 1 + Double.BYTES;
    private static final int CHARACTERS = 12;

    private Findings() {}

    public static String write(List<Finding> findings) {
        if (findings.size() > MOST) {
            throw new IllegalArgumentException("%d findings; at most %d".formatted(findings.size(), MOST));
        }
        var bytes = ByteBuffer.allocate(BYTES * findings.size());
        for (var finding : findings) {
            var number = finding.fault().map(fault -> 1 + FAULTS.indexOf(fault)).orElse(0);
            bytes.put(number.byteValue()).putDouble(finding.sumOfSquares());
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /**
     * @param uploads of the plan, in its order
     * @throws MalformedException if the text is not what {@link #write} gives for as many findings
     */
    public static List<Finding> read(String text, List<Hotkey> uploads) {
        // The length is checked first: base64 with padding would end early.
        if (text.length() != CHARACTERS * uploads.size() || text.endsWith("=")) {
            throw new MalformedException("findings of %d characters; those about %d uploads have %d"
                    .formatted(text.length(), uploads.size(), CHARACTERS * uploads.size()));
        }
        var bytes = ByteBuffer.wrap(decode(text));
        var findings = new ArrayList<Finding>(uploads.size());
        for (var upload : uploads) {
            findings.add(new Finding(upload, fault(bytes.get()), sum(bytes.getDouble())));
        }
        return findings;
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("findings that are no base64", e);
        }
    }

    private static Optional<Fault> fault(byte code) {
        if (code < 0 || code > FAULTS.size()) {
            throw new MalformedException("a finding says fault %d; known are 1 to %d".formatted(code, FAULTS.size()));
        }
        return code == 0 ? Optional.empty() : Optional.of(FAULTS.get(code - 1));
    }

    private static double sum(double sum) {
        // Two honest owners agree on the bits: of zero there is one.
        if (!Double.isFinite(sum) || sum < 0 || Double.doubleToRawLongBits(sum) == Double.doubleToRawLongBits(-0.0)) {
            throw new MalformedException("a finding says that squares add up to %s".formatted(sum));
        }
        return sum;
    }
}
