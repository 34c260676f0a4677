package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.Origin;
import dev.iota.core.microbatch.Microbatch.Place;
import dev.iota.core.microbatch.Microbatch.Progress;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Magnitude;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB bills each kilobyte of an item that is begun. */
class MicrobatchSizeTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Names names = SERVICES.withTables(Names::microbatches);
    private final MicrobatchTable table = new MicrobatchTable(SERVICES.dynamoDb(), names, 1);

    @Test
    void one_that_came_back_through_five_stages_is_one_kilobyte() {
        var random = new Random(1);
        var hops = IntStream.range(0, 5)
                .mapToObj(stage -> new Hop(
                        KeyPair.generate(random).hotkey(),
                        random.nextInt(100),
                        stage == 4 ? Optional.empty() : Optional.of(stored(random)),
                        stage == 0 ? Optional.empty() : Optional.of(stored(random)),
                        random.nextDouble(),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        var lease =
                new Lease("%016x".formatted(random.nextLong()), hops.getFirst().hotkey(), 17, NOW.plusNanos(123456));
        var back = new Microbatch(
                new Origin(1_000_001, 2_000_002, 3, NOW.plusNanos(789012), 0),
                new Place(
                        0,
                        Direction.BACKWARD,
                        State.LEASED,
                        List.of(lease),
                        NOW.plusNanos(654321),
                        lease.until(),
                        List.of()),
                new Progress(hops, 0, Optional.of(5.1234565f), false),
                9);

        var transaction = new Transaction(SERVICES.dynamoDb());
        table.create(transaction, back);
        transaction.commit();

        var item = SERVICES.dynamoDb()
                .scan(b -> b.tableName(names.microbatches()))
                .items()
                .getFirst();
        var bytes = item.entrySet().stream()
                .mapToInt(attribute -> attribute.getKey().length() + size(attribute.getValue()))
                .sum();
        assertThat(bytes).isBetween(600, 1024);
        assertThat(table.get(back.id())).contains(back);
    }

    private static Hop.Stored stored(Random random) {
        var magnitude = new Magnitude(random.nextFloat() / 10, 1 + random.nextFloat());
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return new Hop.Stored(
                "%016x".formatted(random.nextLong()),
                HexFormat.of().formatHex(bytes),
                magnitude,
                Optional.of(magnitude));
    }

    private static int size(AttributeValue value) {
        return value.b() != null
                ? value.b().asByteArrayUnsafe().length
                : (value.s() != null ? value.s() : value.n()).length();
    }
}
