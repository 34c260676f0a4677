package dev.iota.core.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Hostile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Token shards come from an object store. */
@Tag("security")
class TokenShardFuzzTest {
    private static final RecordShape SHAPE = new RecordShape(257, 1, 2);

    static Stream<byte[]> seeds() {
        var head = ByteBuffer.allocate(TokenShard.HEADER_BYTES + 2 * Sha256.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(TokenShard.MAGIC)
                .putShort(TokenShard.VERSION)
                .putShort((short) Short.BYTES)
                .putInt(4)
                .putInt(2);
        return Stream.of(head.array(), new byte[SHAPE.bytes()]);
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.decode(input, TokenShard::readHashes);
        var hash = HexFormat.of().formatHex(Sha256.digest().digest(input));
        Hostile.decode(input, record -> TokenShard.decode(record, hash, SHAPE));
    }
}
