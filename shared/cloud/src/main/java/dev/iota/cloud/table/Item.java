package dev.iota.cloud.table;

import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attributes of items, written and read. */
final class Item {
    /** DynamoDB's numbers end a little above. */
    private static final double LARGEST = 1e125;

    /** What is smaller is no number of DynamoDB, except for 0. */
    private static final double SMALLEST = 1e-130;

    /** More than anything that is summed, and little enough that a sum of 10¹² of them has its decimals. */
    private static final double LARGEST_SUMMAND = 1e15;

    private static final int DECIMALS = 9;
    private static final int PART = 4096;

    private Item() {}

    static AttributeValue of(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue of(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** @throws IllegalArgumentException if DynamoDB has no such number */
    static AttributeValue of(double number) {
        if (!(Math.abs(number) <= LARGEST)) {
            throw new IllegalArgumentException("%s has no place in a table; wanted a number of at most %s"
                    .formatted(Double.toString(number), LARGEST));
        }
        return AttributeValue.fromN(Math.abs(number) < SMALLEST ? "0" : Double.toString(number));
    }

    /**
     * What is added to a sum. DynamoDB refuses a sum of more than 38 digits: without bounds one number, very small or
     * very large, would stop the sum of all the others.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    static AttributeValue summand(double number) {
        if (Double.isNaN(number)) {
            throw new IllegalArgumentException("NaN cannot be added to a sum");
        }
        var bounded = new BigDecimal(Math.clamp(number, -LARGEST_SUMMAND, LARGEST_SUMMAND));
        return AttributeValue.fromN(
                bounded.setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString());
    }

    static AttributeValue of(boolean flag) {
        return AttributeValue.fromBool(flag);
    }

    /**
     * A value as JSON, packed: DynamoDB bills each kilobyte that is begun, and hashes in hexadecimal are half air.
     *
     * @param words that such JSON has in common; what was packed with them is unpacked with the same alone
     */
    static AttributeValue packed(Object value, byte[] words) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setDictionary(words);
            deflater.setInput(Json.write(value).getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            var packed = new ByteArrayOutputStream();
            var part = new byte[PART];
            while (!deflater.finished()) {
                packed.write(part, 0, deflater.deflate(part));
            }
            return AttributeValue.fromB(SdkBytes.fromByteArray(packed.toByteArray()));
        } finally {
            deflater.end();
        }
    }

    /** What {@link #packed} wrote, or JSON as it is. */
    static <T> T unpacked(Map<String, AttributeValue> item, String name, byte[] words, Class<T> type) {
        var value = item.get(name);
        if (value == null || value.b() == null) {
            return Json.read(text(item, name), type);
        }
        var inflater = new Inflater(true);
        inflater.setDictionary(words);
        try (var in = new InflaterInputStream(value.b().asInputStream(), inflater)) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), type);
        } catch (IOException e) {
            throw new MalformedException("the attribute '%s' is not packed JSON: %s".formatted(name, FileReason.of(e)));
        } finally {
            inflater.end();
        }
    }

    /** @throws IllegalStateException if the item has no such attribute: some other program wrote it */
    static String text(Map<String, AttributeValue> item, String name) {
        var value = item.get(name);
        if (value == null || value.s() == null) {
            throw new IllegalStateException("the item %s has no text '%s'".formatted(item.keySet(), name));
        }
        return value.s();
    }

    /** A whole number; 0 if the attribute is absent, which is where counters begin. */
    static long number(Map<String, AttributeValue> item, String name) {
        var value = item.get(name);
        return value == null ? 0 : Long.parseLong(value.n());
    }

    /** A number; 0 if the attribute is absent. */
    static double decimal(Map<String, AttributeValue> item, String name) {
        var value = item.get(name);
        return value == null ? 0 : Double.parseDouble(value.n());
    }

    static boolean flag(Map<String, AttributeValue> item, String name) {
        var value = item.get(name);
        return value != null && Boolean.TRUE.equals(value.bool());
    }
}
