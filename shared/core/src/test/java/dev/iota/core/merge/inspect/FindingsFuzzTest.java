package dev.iota.core.merge.inspect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.merge.Samples;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** What a miner says about the uploads of others. */
@Tag("security")
class FindingsFuzzTest {

    static Stream<byte[]> seeds() {
        var miners = Samples.miners(2);
        return Stream.of(List.of(
                        new Finding(miners.getFirst(), Optional.empty(), 0.5),
                        new Finding(miners.getLast(), Optional.of(Fault.HASH), 0)))
                .map(findings -> Findings.write(findings).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        var miners = Samples.miners(2);
        Hostile.read(input, text -> Inspection.hash(Findings.read(text, miners)));
    }
}
