package dev.iota.cloud.table;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attributes of items, written and read. */
final class Item {
    private Item() {}

    static AttributeValue of(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue of(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static AttributeValue of(double number) {
        return AttributeValue.fromN(Double.toString(number));
    }

    static AttributeValue of(boolean flag) {
        return AttributeValue.fromBool(flag);
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
