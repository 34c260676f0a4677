package dev.iota.local.cost;

import dev.iota.cloud.shape.Resources;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What AWS asks for, without free tiers and discounts, and what it lets one account do.
 *
 * @param region where these prices are asked for
 * @param date when they were looked up
 * @param sources where
 * @param milliseconds that a function waits for one call of a service inside a region, as people measure it, and under
 *     {@code lambda} what an invocation takes besides: assumed, where prices are looked up
 */
public record PriceList(
        String region,
        String date,
        List<String> sources,
        Map<Item, Price> prices,
        Map<String, Double> milliseconds,
        Map<Limit, Quota> quotas) {
    private static final double MB_OF_GB = 1024;
    private static final double MILLIS = 1000;
    private static final String LIST = "us-east-1.json";

    /** What is paid for. */
    public enum Item {
        WRITE_UNIT,
        READ_UNIT,
        WRITE_UNIT_HOUR,
        READ_UNIT_HOUR,
        QUEUE_REQUEST,
        OBJECT_PUT,
        OBJECT_GET,
        INVOCATION,
        GIGABYTE_SECOND,
        API_REQUEST,
        STATE_TRANSITION
    }

    /** What is not unlimited. */
    public enum Limit {
        KEY_WRITES,
        TABLE_WRITES,
        CONCURRENCY,
        API_REQUESTS
    }

    /** So many dollars for so many. */
    public record Price(double dollars, double per) {}

    /** @param most of it in a second, or at the same time */
    public record Quota(String what, double most) {}

    public PriceList {
        sources = List.copyOf(sources);
        prices = Map.copyOf(prices);
        milliseconds = Map.copyOf(milliseconds);
        quotas = Map.copyOf(quotas);
    }

    /** The list that comes with the program. */
    public static PriceList shipped() {
        try (var in = PriceList.class.getResourceAsStream(LIST)) {
            var text = new String(Objects.requireNonNull(in, LIST).readAllBytes(), StandardCharsets.UTF_8);
            return Json.read(text, PriceList.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dollars for so many of one thing. */
    double of(Item item, double count) {
        var price = Objects.requireNonNull(prices.get(item), item.name());
        return count * price.dollars() / price.per();
    }

    /** Memory times time of a function that makes so many calls of a service, in GB s. */
    double gigabyteSeconds(String service, double calls) {
        var gigabytes = Resources.MEMORY_MB / MB_OF_GB;
        return gigabytes * calls * milliseconds.getOrDefault(service, 0.0) / MILLIS;
    }

    Quota quota(Limit limit) {
        return Objects.requireNonNull(quotas.get(limit), limit.name());
    }
}
