package dev.iota.validator.agent;

import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShard;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TokenEvidence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The data of a run: one token shard of three records, of which the first is that of the honest microbatch. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record PlannedData(byte[] shard, DataManifest manifest) {
    private static final RecordShape SHAPE = new RecordShape(
            HonestHops.SPEC.model().vocabulary(),
            HonestHops.SPEC.training().sequence(),
            HonestHops.SPEC.training().sequences());
    private static final int RECORDS = 3;

    /** @param others that the records after the first one are filled with */
    static PlannedData of(byte[] record, int others) throws IOException {
        var writer = new TokenShardWriter(SHAPE);
        writer.add(TokenShard.decode(record, Sha256.hex(record), SHAPE));
        for (var i = 1; i < RECORDS; i++) {
            writer.add(IntStream.generate(() -> others).limit(SHAPE.tokens()).toArray());
        }
        var out = new ByteArrayOutputStream();
        var entry = writer.writeTo(out, "train");
        var heldOut = writer.writeTo(new ByteArrayOutputStream(), "held-out");
        var tokens = (long) RECORDS * SHAPE.tokens();
        return new PlannedData(
                out.toByteArray(),
                new DataManifest(
                        "byte",
                        DataManifest.BYTE,
                        SHAPE.vocabulary(),
                        SHAPE.sequence(),
                        SHAPE.sequences(),
                        5,
                        List.of(entry),
                        heldOut,
                        1,
                        tokens,
                        tokens,
                        1));
    }

    /** The position whose record that is. */
    long position(int record) {
        return LongStream.range(0, RECORDS)
                .filter(at -> manifest.plan().at(at).record() == record)
                .findFirst()
                .orElseThrow();
    }

    /** A record that is said to be that of a position. */
    TokenEvidence evidence(AuditWorld world, long position, int record) {
        return evidence(world::store, position, record);
    }

    /** The same of objects that are stored elsewhere. */
    TokenEvidence evidence(BiFunction<String, byte[], Source> objects, long position, int record) {
        var layout = TokenShard.of(SHAPE, RECORDS);
        var range = layout.record(record);
        return new TokenEvidence(
                position,
                store(objects, Arrays.copyOfRange(shard, (int) range.offset(), (int) range.end())),
                store(objects, Arrays.copyOf(shard, (int) layout.head().end())),
                store(objects, manifest.write().getBytes(StandardCharsets.UTF_8)));
    }

    private static Source store(BiFunction<String, byte[], Source> objects, byte[] bytes) {
        return objects.apply(Sha256.hex(bytes), bytes);
    }
}
